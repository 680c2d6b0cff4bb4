"""The server: uvicorn under our own rules for starting and ending."""

import logging
import socket
from collections.abc import Callable
from math import ceil
from types import FrameType

import uvicorn

from sentiment_service.settings import Settings
from sentiment_service.web import create_app

logger = logging.getLogger(__name__)


class PortTaken(OSError):
    """The address to serve on is in use, or not ours."""


class DrainingServer(uvicorn.Server):
    """A server that says when it is ready, and that ends with exit code 0 once it has drained."""

    def __init__(self, config: uvicorn.Config, say_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_ready = say_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        self._say_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; uvicorn would raise the signal once more at the end, and exit with its number."""
        logger.info("signal %d: finishing what is under way", sig)
        self.force_exit = self.should_exit  # the second time, at once
        self.should_exit = True


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what is under way."""
    listener = open_listener(settings.host, settings.port)
    host, port = listener.getsockname()[:2]

    def say_ready() -> None:
        say(f"Sentiment Service at http://{host}:{port}/  ({describe(settings)}; Ctrl-C ends it)")

    config = uvicorn.Config(
        create_app(settings),
        log_config=None,  # ours is configured already
        access_log=False,  # and writes one line a request, too
        server_header=False,
        timeout_graceful_shutdown=ceil(settings.drain_s),
    )
    DrainingServer(config, say_ready).run(sockets=[listener])


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; raise `PortTaken` with a sentence where it is not to be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"{host}:{port} cannot be served on ({error.strerror}); "
            "take another port, say with --port 0 for any that is free"
        ) from None
    return listener


def describe(settings: Settings) -> str:
    """Say what the service uses."""
    model = f"{settings.model} model" + (" on the event loop, naively" if settings.naive else "")
    jobs = "SQLite" if settings.job_runner == "in-process" else "Celery, and SQLite"
    return f"{model}; {jobs} in {settings.data_folder}"
