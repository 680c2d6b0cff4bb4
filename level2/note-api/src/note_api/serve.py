"""Serve the application: gunicorn with one process and threads."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

THREADS = 8
SILENT_S = 10  # how long a client may pause in the middle: it holds one of the threads
DRAIN_S = 20  # how long requests under way may take after SIGTERM


def listen(host: str, port: int) -> socket.socket:
    """Take an address, 0 being any free port; leave with a sentence where that cannot be."""
    try:
        listener = socket.create_server((host, port), backlog=128)
    except OSError as problem:
        why, *_ = str(problem.strerror).partition(" (while")  # it repeats the address
        sys.exit(
            f"note-api: cannot listen on {host}:{port}: {why}; try --port 0, or another --host."
        )
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # each connection inherits them
        listener.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENT_S, 0))
    return listener


def serve(make_app: Callable[[], Flask], listener: socket.socket) -> None:
    """Serve until SIGTERM, and then finish what is under way; Ctrl-C ends it at once. Leaves with 0."""
    _Gunicorn(make_app, listener).run()


class _PlainLogger(Logger):  # type: ignore[misc]
    """Gunicorn's messages go where ours go."""

    def setup(self, cfg: Any) -> None:
        self.error_log.setLevel("WARNING")
        self.error_log.propagate = True


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured here and by nothing else."""

    def __init__(self, make_app: Callable[[], Flask], listener: socket.socket) -> None:
        self.make_app, self.listener = make_app, listener
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self.listener.detach()}",  # from now on it is gunicorn's to close
            "workers": 1,  # the panel keeps its requests in memory; more would each keep their own
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": DRAIN_S,
            "logger_class": _PlainLogger,
            "control_socket_disable": True,  # a SIGTERM is all the control that we need
            "proc_name": "note-api",
            "forwarded_allow_ips": "",  # SCRIPT_NAME, sent by a client, would lead to other views
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.make_app()
