"""What every request meets: an id, an access line, safe headers, and a bound on its body."""

import logging
import re
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sentiment_service.logs import request_id
from sentiment_service.problems import on_bug

logger = logging.getLogger(__name__)

OURS = re.compile(r"[A-Za-z0-9._-]{1,64}")  # any other id could forge a line of the log

# Scripts, styles and forms are our own files or they do not run: injected text stays text.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self'",
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
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class EveryRequest:
    """Give the request an id, log one line when it is over, and set the headers of every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id.set(given if OURS.fullmatch(given) else uuid4().hex)
        began_s, status = time.perf_counter(), 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update(HEADERS | {"X-Request-ID": request_id.get()})
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except Exception as error:
            if status:  # too late for another reply
                raise
            await (await on_bug(Request(scope), error))(scope, receive, send_marked)
        finally:
            took_ms = 1_000 * (time.perf_counter() - began_s)
            logger.info("%s %s %d in %.1f ms", scope["method"], _rule(scope), status, took_ms)


def _rule(scope: MutableMapping[str, Any]) -> str:
    """Return the rule that matched, such as ``/api/jobs/{job_id}``; a path of nobody may hold anything."""
    return str(getattr(scope.get("route"), "path", "-"))


class BodyLimit:
    """Refuse a body above its limit with 413, before it is read where its length is told."""

    def __init__(self, app: ASGIApp, limit_bytes: int, uploads: dict[str, int]) -> None:
        self._app = app
        self._limit_bytes, self._uploads = limit_bytes, uploads  # by path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, counting what it sends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit_bytes = self._uploads.get(scope["path"], self._limit_bytes)
        told = Headers(scope=scope).get("content-length", "")
        told_bytes = int(told) if told.isdecimal() else 0
        seen_bytes = 0

        def check(size_bytes: int) -> None:
            if size_bytes > limit_bytes:
                raise HTTPException(413, f"Send at most {limit_bytes:,} bytes.")

        async def receive_counted() -> Message:
            nonlocal seen_bytes
            check(told_bytes)
            message = await receive()
            seen_bytes += len(message.get("body", b""))
            check(seen_bytes)
            return message

        await self._app(scope, receive_counted, send)
