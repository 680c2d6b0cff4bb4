"""Serve the application: gunicorn with one process and threads, and the outbox beside it."""

import socket
import struct
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from contact_form.background import Background
from contact_form.settings import Settings

THREADS = 8
SILENT_S = 10  # how long a client may pause in the middle: it holds one of the threads
DRAIN_S = 20  # how long requests under way may take after SIGTERM


def listen(host: str, port: int) -> socket.socket:
    """Take an address, 0 being any free port; leaves with a sentence where that cannot be."""
    try:
        listener = socket.create_server((host, port), backlog=128)
    except OSError as problem:
        sys.exit(f"contact-form: cannot listen on {host}:{port}: {problem.strerror}; try --port 0.")
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # each connection inherits them
        listener.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENT_S, 0))
    return listener


def serve(app: Flask, listener: socket.socket) -> None:
    """Serve until SIGTERM, and then finish what is under way; Ctrl-C ends it at once. Leaves with 0."""
    _Gunicorn(app, listener).run()


class _PlainLogger(Logger):  # type: ignore[misc]
    """Gunicorn's messages go where ours go."""

    def setup(self, cfg: Any) -> None:
        self.error_log.setLevel("WARNING")
        self.error_log.propagate = True


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured here and by nothing else."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self.app, self.listener = app, listener
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self.listener.detach()}",  # from now on it is gunicorn's to close
            "workers": 1,  # limits are counted in its memory, and SQLite has one writer anyway
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": DRAIN_S,
            "logger_class": _PlainLogger,
            "post_worker_init": start_background,
            "worker_exit": stop_background,
            "proc_name": "contact-form",
            "forwarded_allow_ips": "",  # ProxyFix alone says whom to believe; and SCRIPT_NAME is nobody's
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def start_background(worker: Any) -> None:
    """Begin to deliver mail, in the process that also serves."""
    settings: Settings = worker.wsgi.extensions["settings"]
    worker.background = Background(settings, worker.wsgi.extensions.get("catcher"))
    worker.background.start()


def stop_background(_: Any, worker: Any) -> None:
    """Let the mail under way end."""
    if background := getattr(worker, "background", None):  # it has none where it did not start
        background.stop()
