"""A table of jobs that knows who asked it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sentiment_service.jobs import Jobs


class Watched(Jobs):
    """Jobs that remember the threads in which the table was asked."""

    threads: frozenset[threading.Thread] = frozenset()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.threads |= {threading.current_thread()}
        with super()._open() as database:
            yield database
