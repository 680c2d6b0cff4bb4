"""Errors as replies: each domain error becomes a status once, told as a problem (RFC 9457)."""

import logging
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sentiment_service import errors
from sentiment_service.logs import request_id
from sentiment_service.rendering import render

logger = logging.getLogger(__name__)

CLIENT_LEFT = 499  # nobody reads it; for the log, in the number that nginx made known
STATUS: dict[type[errors.SentimentError], int] = {
    errors.BadSource: 422,
    errors.ClientLeft: CLIENT_LEFT,
    errors.Closing: 503,
    errors.JobNotFound: 404,
    errors.KeyReused: 422,
    errors.LeaseLost: 409,
    errors.ModelFailed: 503,
    errors.NotFinished: 409,
    errors.Overloaded: 503,
    errors.TooSlow: 503,
}
RETRY_AFTER_S = 5  # where the error does not know better


def problem(
    status: int,
    detail: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a reply of RFC 9457, with the id to ask about and what is wrong with each field."""
    content: dict[str, Any] = {"type": "about:blank", "title": title_of(status), "status": status}
    content |= {"detail": detail, "request_id": request_id.get()}
    if fields:
        content["errors"] = dict(fields)
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def reply(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem to a program, and a page to a person."""
    if request.url.path.startswith(("/api/", "/health/")):
        return problem(status, detail, headers=headers)
    words = {"title": title_of(status), "detail": detail, "request_id": request_id.get()}
    page = render("problem.html", status, **words)
    page.headers.update(headers or {})
    return page


def title_of(status: int) -> str:
    """Return the standard's name of a status."""
    return "Client Left" if status == CLIENT_LEFT else HTTPStatus(status).phrase


def add_handlers(app: FastAPI) -> None:
    """Tell the app how each error is answered."""
    app.add_exception_handler(errors.SentimentError, answer_domain)
    app.add_exception_handler(RequestValidationError, answer_validation)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(sqlite3.OperationalError, answer_database)
    app.add_exception_handler(Exception, answer_bug)


async def answer_domain(request: Request, error: Exception) -> Response:
    """Answer an error of ours by the table above."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    again = {"Retry-After": str(getattr(error, "retry_after_s", RETRY_AFTER_S))}
    return reply(request, status, str(error), again if status == 503 else None)


async def answer_validation(_: Request, error: Exception) -> Response:
    """Answer 422 with a sentence for each field; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    fields = {
        ".".join(str(part) for part in each["loc"] if part != "body") or "body": str(each["msg"])
        for each in error.errors()
    }
    return problem(422, "What was sent cannot be used; `errors` says why, by field.", fields)


async def answer_http(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: no such path, no such method, too large a body."""
    assert isinstance(error, HTTPException)
    return reply(request, error.status_code, str(error.detail), error.headers)


async def answer_database(request: Request, error: Exception) -> Response:
    """Answer 503 while the database is away."""
    logger.error("the database does not answer: %s", error)
    again = {"Retry-After": str(RETRY_AFTER_S)}
    return reply(request, 503, "The job table does not answer; ask again in a moment.", again)


async def answer_bug(request: Request, error: Exception) -> Response:
    """Answer 500; the traceback stands in the log under the same id."""
    logger.error("an error that nobody expected", exc_info=error)
    return reply(request, 500, "Something went wrong here; the log knows it by this request.")
