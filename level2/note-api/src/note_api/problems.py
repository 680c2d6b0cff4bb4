"""Errors, each mapped once: to a page for people, to ``application/problem+json`` for programs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, json, make_response, render_template, request
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from note_api.errors import Conflict, DatabaseAway, NoteError, NotFound, Refused, VersionMissing
from note_api.logs import request_id

log = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/health/")
RETRY_AFTER_S = 5  # of a database that is away
MOST = 50  # fields that one reply names

STATUS: dict[type[NoteError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    VersionMissing: 428,
    DatabaseAway: 503,
}

DETAILS = {
    400: "The body is no JSON that we can read.",
    404: "There is nothing at this address. Please check it for typing errors.",
    405: "This address does not take that kind of request.",
    413: "This is too large: a note with everything around it may have 1 MiB. Please send less.",
    415: "Please send JSON, with the header Content-Type: application/json.",
    500: "Something broke on our side, and nothing was stored. It has been written down.",
    503: "The database does not answer. Please try again in a few seconds, and look first whether a"
    " change that you sent was kept.",
}


def init_app(app: Flask) -> None:
    """Say which status each error becomes."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(BadHost, on_strange_host)
    app.register_error_handler(SecurityError, on_strange_host)
    app.register_error_handler(ValidationError, on_invalid)
    app.register_error_handler(NoteError, on_note_error)
    app.register_error_handler(IntegrityError, on_race)
    app.register_error_handler(NotImplementedError, on_hole)
    app.register_error_handler(Exception, on_bug)


def on_http_error(error: HTTPException) -> Response:
    """Keep the status and the headers of what the framework raised."""
    if error.response is not None:  # it is an answer already
        return make_response(error.response)
    status = error.code or 500
    kept = {n: v for n, v in error.get_response().headers.items() if n in {"Allow", "Location"}}
    return reply(status, DETAILS.get(status, error.description or ""), headers=kept)


def on_strange_host(_error: HTTPException) -> Response:
    """Refuse a name that is none or not ours; without one there is no address to put into a page."""
    return problem(400, "We do not go by that name: use the address that the server has printed.")


def on_invalid(error: ValidationError) -> Response:
    """Tell what is wrong with each field."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    fields = {
        ".".join(str(part) for part in each["loc"]) or "body": [
            each["msg"].removeprefix("Value error, ")
        ]
        for each in found[:MOST]
    }
    return reply(422, "Please mend what `errors` names, and send it again.", errors=fields)


def on_note_error(error: NoteError) -> Response:
    """Give what cannot be done its status."""
    if isinstance(error, DatabaseAway):
        log.error("the database is away: %s", type(error.__cause__).__name__)
        return reply(503, DETAILS[503], headers={"Retry-After": str(RETRY_AFTER_S)})
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    errors = {error.field: [str(error)]} if isinstance(error, Refused) else None
    return reply(status, str(error), errors=errors)


def on_race(error: IntegrityError) -> Response:
    """Say that two changes met; a rule of the database refused the later."""
    log.warning("refused by a rule of the database: %s", type(error.orig).__name__)
    return reply(
        409, "This does not go with a change that was made just now: read again, and retry."
    )


def on_hole(error: NotImplementedError) -> Response:
    """Name the step of the exercise that is still to be written."""
    return reply(501, f"{error} is not written yet.")


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
    """Answer in the form that whoever asks can read."""
    if request.path.startswith(FOR_PROGRAMS):
        response = problem(status, detail, errors)
    else:
        title = HTTPStatus(status).phrase
        page = render_template(
            "problem.html", title=title, detail=detail, status=status, errors=errors
        )
        response = make_response(page, status)
    response.headers.extend(headers or {})
    return response


def problem(status: int, detail: str, errors: Mapping[str, list[str]] | None = None) -> Response:
    """Return a problem as RFC 9457 has it, for programs."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told |= {"detail": detail, "request_id": request_id.get()}
    response = make_response(json.dumps(told | ({"errors": errors} if errors else {})), status)
    response.content_type = "application/problem+json"
    return response
