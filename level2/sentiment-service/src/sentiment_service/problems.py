"""Errors as replies: each domain error becomes a status once, told as a problem (RFC 9457)."""

import logging
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from sentiment_service import errors as ours
from sentiment_service.errors import SentimentError
from sentiment_service.logs import request_id
from sentiment_service.rendering import render

logger = logging.getLogger(__name__)

CLIENT_LEFT = 499  # nobody reads it; for the log, in the number that nginx made known
FOR_PROGRAMS = ("/api/", "/health/")
STATUS: dict[type[SentimentError], int] = {
    ours.BadSource: 422,
    ours.ClientLeft: CLIENT_LEFT,
    ours.Closing: 503,
    ours.JobNotFound: 404,
    ours.KeyReused: 422,
    ours.LeaseLost: 409,
    ours.ModelFailed: 503,
    ours.NotFinished: 409,
    ours.Overloaded: 503,
    ours.TooSlow: 503,
}
RETRY_AFTER_S = 5  # where the error does not know better

# What SQLite says when its file is away, full, locked or broken; all else is a bug of ours.
DATABASE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}

DETAILS = {
    404: "There is nothing at this address. Please check it for typing errors.",
    405: "This address does not take that kind of request.",
    500: "Something broke on our side. It has been written down under this request's id.",
    503: "The table of jobs does not answer. Please try again in a few seconds.",
}


def reply(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer in the form that whoever asks can read (RFC 9457 for programs)."""
    title, given = title_of(status), dict(headers or {})
    if status == 503:
        given.setdefault("Retry-After", str(RETRY_AFTER_S))
    if not request.url.path.startswith(FOR_PROGRAMS):
        words = {"title": title, "detail": detail, "errors": errors or {}}
        words["request_id"] = request_id.get()
        page = render("problem.html", status, **words)
        page.headers.update(given)
        return page
    told: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    told |= {"detail": detail, "request_id": request_id.get()}
    told |= {"errors": dict(errors)} if errors else {}
    return JSONResponse(told, status, given, media_type="application/problem+json")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the OpenAPI document says of the problems that a route may answer with."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {each: {"description": title_of(each), "content": content} for each in statuses}


def title_of(status: int) -> str:
    """Return the standard's name of a status."""
    return "Client Left" if status == CLIENT_LEFT else HTTPStatus(status).phrase


class Problem(BaseModel):
    """What went wrong, as RFC 9457 tells it to programs."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: dict[str, list[str]] = {}


def add_handlers(app: FastAPI) -> None:
    """Say which status each error becomes."""
    app.add_exception_handler(SentimentError, on_domain_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(sqlite3.DatabaseError, on_database_error)


async def on_domain_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours by the table above."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    after_s = getattr(error, "retry_after_s", None)
    again = {"Retry-After": str(after_s)} if after_s else None
    return reply(request, status, str(error), headers=again)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Tell what is wrong with each field, or that the body is no JSON at all; never repeat what was sent."""
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()
    place = wrong[0]["loc"][-1]  # a number in a body of JSON, the name of a field in a form
    if wrong[0]["type"] == "json_invalid" and isinstance(place, int):
        return reply(request, 400, f"The body is no JSON: {wrong[0]['ctx']['error']}.")
    errors: dict[str, list[str]] = {}
    for each in wrong:
        field = ".".join(str(part) for part in each["loc"] if part != "body") or "body"
        errors.setdefault(field, []).append(each["msg"].removeprefix("Value error, "))
    return reply(request, 422, "Please mend what is named here, and send it again.", errors=errors)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: no such path, no such method, too large a body."""
    assert isinstance(error, HTTPException)
    framework = HTTPStatus(error.status_code).phrase  # its own words; ours are meant to be read
    detail = DETAILS.get(error.status_code) if error.detail == framework else None
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return reply(request, error.status_code, detail or str(error.detail), headers=headers)


def _allowed(request: Request) -> str:
    """Return the methods that any route takes at this address; the framework tells those of one."""
    return ", ".join(
        method
        for method in ("GET", "POST", "DELETE")
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    )


async def on_database_error(request: Request, error: Exception) -> Response:
    """Ask for patience where the database is away; nothing was accepted, so nothing is lost."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind
    if code not in DATABASE_AWAY:
        return await on_bug(request, error)
    logger.error("the database is away: %s", getattr(error, "sqlite_errorname", ""))
    return reply(request, 503, DETAILS[503])


async def on_bug(request: Request, error: Exception) -> Response:
    """Write down what nobody expected, and say so without any detail."""
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return reply(request, 500, DETAILS[500])
