"""What every reply tells the browser not to do."""

from __future__ import annotations

from flask import Flask, Response, request

# Styles are a file of ours and there is no script: what somebody wrote in a note stays text.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "img-src 'self' data:",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def init_app(app: Flask) -> None:
    """Add the headers to each reply that has no stricter ones of its own."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":  # notes are private
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
