"""Logs with a request id: JSON lines, or readable ones on a terminal; entry points alone configure them."""

import logging
import sys
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class _WithRequestId(logging.Filter):
    """Give every line the id of the request that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, marked."""
        record.request_id = request_id.get()
        return True


def configure_logs(level: int = logging.INFO) -> None:
    """Log to stderr: one JSON object a line, or text where a person looks at it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_WithRequestId())
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)-7s %(request_id)s %(name)s: %(message)s")
        if sys.stderr.isatty()
        else JsonFormatter(
            "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
