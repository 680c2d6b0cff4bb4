"""Forms whose bytes are no text: refused, before anything puts replacements into what was written."""

from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadRequest


def init_app(app: Flask) -> None:
    """Look at each form before any part that reads it; JSON has its own reader, which is as strict."""

    @app.before_request
    def refuse_broken_utf8() -> None:
        if request.mimetype == "application/x-www-form-urlencoded":
            try:
                unquote_to_bytes(request.get_data()).decode("utf-8")
            except UnicodeDecodeError:
                raise BadRequest(
                    "Your text came in a code that we cannot read. Please send it as UTF-8, as browsers do."
                ) from None
