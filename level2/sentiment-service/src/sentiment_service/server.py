"""The server: uvicorn under our own rules for starting and ending."""

import faulthandler
import logging
import socket
import sys
from collections.abc import Callable
from math import ceil
from types import FrameType

import uvicorn

from sentiment_service.settings import Settings
from sentiment_service.web import create_app

logger = logging.getLogger(__name__)


class DrainingServer(uvicorn.Server):
    """A server that says when it is ready, and that ends with exit code 0 once it has drained."""

    def __init__(
        self, config: uvicorn.Config, say_ready: Callable[[], None], ends_within_s: float
    ) -> None:
        super().__init__(config)
        self._say_ready, self._ends_within_s = say_ready, ends_within_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        self._say_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; uvicorn would raise the signal once more at the end, and exit with its number."""
        logger.info("signal %d: finishing what is under way", sig)
        self.force_exit = self.should_exit  # the second time, at once
        self.should_exit = True
        # Should anything hang after all, every thread says where it stands, and the process ends.
        faulthandler.dump_traceback_later(self._ends_within_s, exit=True)


def listen(host: str, port: int) -> socket.socket:
    """Take an address, 0 being any free port; leaves with a sentence where that cannot be."""
    try:
        listener = socket.create_server((host, port), backlog=2048)
    except OSError as problem:
        sys.exit(
            f"sentiment-service: cannot listen on {host}:{port}: {problem.strerror}; try --port 0."
        )
    # Each connection inherits it; else a reply of two pieces waits 40 ms for the client to confirm the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def serve(settings: Settings, listener: socket.socket, say_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; then finish what is under way, and leave with 0."""
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,  # ours is configured already
        access_log=False,  # and writes a line for each request, too
        server_header=False,
        timeout_graceful_shutdown=ceil(settings.drain_s),
    )
    ends_within_s = 2 * settings.drain_s + 5  # requests, then a job
    DrainingServer(config, say_ready, ends_within_s).run(sockets=[listener])
