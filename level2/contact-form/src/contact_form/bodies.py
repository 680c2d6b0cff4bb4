"""What is sent to us: whole, not too large, and text; or refused before any part reads it."""

from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadRequest, LengthRequired


def init_app(app: Flask) -> None:
    """Look at each body before the parts that read it."""
    app.before_request(refuse_parts)
    app.before_request(refuse_broken_utf8)


def refuse_parts() -> None:
    """Refuse a body without a length, and one that ended early: of both we would store the beginning."""
    if "Transfer-Encoding" in request.headers:
        raise LengthRequired("Please say with Content-Length how long the body is.")
    if len(request.get_data()) < (request.content_length or 0):
        raise BadRequest("The connection broke off in the middle. Please send it again.")


def refuse_broken_utf8() -> None:
    """Refuse a form that is no UTF-8, before anything puts replacements in; JSON is read as strictly."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode("utf-8")
        except UnicodeDecodeError:
            raise BadRequest(
                "Your text came in a code that we cannot read. Please send it as UTF-8, as browsers do."
            ) from None
