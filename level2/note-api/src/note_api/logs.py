"""Logs: a line of JSON for each event, with the id of the request that it belongs to."""

from __future__ import annotations

import logging
import re
import sys
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

from note_api import queries

log = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="-")
OURS = re.compile(r"[A-Za-z0-9._-]{1,64}")  # any other id could forge a line of the log


def configure(level: int = logging.INFO) -> None:
    """Write the logs to stderr, for programs as JSON, on a terminal for people."""
    handler = logging.StreamHandler()
    names = "asctime levelname name request_id message"
    plain = " ".join(f"%({name})s" for name in names.split())
    if sys.stderr.isatty():
        handler.setFormatter(logging.Formatter(plain, "%H:%M:%S"))
    else:
        renamed = {"asctime": "at", "levelname": "level"}
        handler.setFormatter(JsonFormatter(plain, rename_fields=renamed))
    handler.addFilter(_add_request_id)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True


def init_app(app: Flask) -> None:
    """Give each request an id, which the reply repeats, and a line in the log with its queries."""

    @app.before_request
    def begin() -> None:
        sent = request.headers.get("X-Request-ID", "")
        request_id.set(sent if OURS.fullmatch(sent) else uuid4().hex)
        g.queries = queries.watch()
        g.begun = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id.get()
        g.route = request.url_rule.rule if request.url_rule else "-"  # paths may be private
        g.took_ms = 1000 * (perf_counter() - g.begun)
        fields = {
            "method": request.method,
            "route": g.route,
            "status": response.status_code,
            "took_ms": round(g.took_ms, 1),
            "queries": len(g.queries),
        }
        log.info("%s %s %d in %.1f ms, queries: %d", *fields.values(), extra=fields)
        return response
