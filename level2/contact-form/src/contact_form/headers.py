"""What every reply tells the browser not to do."""

from flask import Flask, Response, request

# Scripts, styles and forms are our own files or they do not run: injected text stays text.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # not less: over HTTPS, the CSRF check reads our own Referer
    "X-Content-Type-Options": "nosniff",
}


def init_app(app: Flask) -> None:
    """Add the headers to each reply that has no stricter ones of its own."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":  # pages hold tokens and private mail
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
