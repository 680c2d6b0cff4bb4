"""Errors, each mapped once: to a page for people, to ``application/problem+json`` for programs."""

import logging
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, json, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from contact_form.logs import request_id
from contact_form.messages import MessageNotFound, SubmissionReused

log = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/health/")
RETRY_AFTER_S = 5  # of a database that is away

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
    400: "The request could not be understood. Please go back, reload the page, and try again.",
    404: "There is nothing at this address. Please check it for typing errors.",
    405: "This address does not take that kind of request.",
    413: "This is too large: a message with everything around it may have 64 KB. Please send less.",
    415: "Please send JSON, with the header Content-Type: application/json.",
    429: "That was a lot in a short time. Please wait a moment, and then try again.",
    500: "Something broke on our side, and nothing was stored. It has been written down.",
    503: "We cannot store anything at the moment. Please try again in a few seconds.",
}


def init_app(app: Flask) -> None:
    """Say which status each error becomes."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(ValidationError, on_invalid)
    app.register_error_handler(SubmissionReused, lambda error: reply(409, str(error)))
    app.register_error_handler(MessageNotFound, lambda error: reply(404, str(error)))
    app.register_error_handler(sqlite3.DatabaseError, on_database_error)
    app.register_error_handler(Exception, on_bug)


def on_http_error(error: HTTPException) -> Response:
    """Keep the status and the headers of what the framework or a view raised."""
    status = error.code or 500
    framework = type(error).description  # its own words; a view's are meant for our visitors
    detail = DETAILS.get(status) if error.description == framework else None
    kept = {n: v for n, v in error.get_response().headers.items() if n in {"Allow", "Retry-After"}}
    return reply(status, detail or error.description or "", headers=kept)


def on_invalid(error: ValidationError) -> Response:
    """Tell what is wrong with each field, or that the body is no JSON at all."""
    wrong = error.errors(include_url=False, include_context=False, include_input=False)
    if wrong[0]["type"] == "json_invalid":
        return reply(400, f"The body is no JSON: {wrong[0]['msg'].removeprefix('Invalid JSON: ')}.")
    fields = {
        ".".join(str(part) for part in each["loc"]) or "body": [
            each["msg"].removeprefix("Value error, ")
        ]
        for each in wrong
    }
    return reply(422, "Please mend what `errors` names, and send it again.", errors=fields)


def on_database_error(error: sqlite3.DatabaseError) -> Response:
    """Ask for patience where the database is away; nothing was accepted, so nothing is lost."""
    if error.sqlite_errorcode & 0xFF not in DATABASE_AWAY:  # the low byte is the kind
        return on_bug(error)
    log.error("the database is away: %s", error.sqlite_errorname)
    return reply(503, DETAILS[503], headers={"Retry-After": str(RETRY_AFTER_S)})


def on_bug(error: Exception) -> Response:
    """Write down what nobody expected, and say so without any detail."""
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    return reply(500, DETAILS[500])


def reply(
    status: int,
    detail: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer in the form that whoever asks can read (RFC 9457 for programs)."""
    title = HTTPStatus(status).phrase
    if request.path.startswith(FOR_PROGRAMS):
        told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        told |= {"request_id": request_id.get()} | ({"errors": errors} if errors else {})
        response = make_response(json.dumps(told), status)
        response.content_type = "application/problem+json"
    else:
        page = render_template("problem.html", title=title, detail=detail, status=status)
        response = make_response(page, status)
    response.headers.extend(headers or {})
    return response
