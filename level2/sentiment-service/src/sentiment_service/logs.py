"""Logs: a line of JSON for each event, with the id of the request that it belongs to."""

import logging
import sys
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")


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
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True
