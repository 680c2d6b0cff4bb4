"""One after another: who changes a file keeps others out until it is saved."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expense_tracker.errors import CannotSave

PATIENCE_S = 10.0
RETRY_S = 0.02


@contextmanager
def alone(path: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Wait until nobody else changes the file, then keep others out; raise CannotSave after too long."""
    deadline = time.monotonic() + patience_s
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("a")
    except OSError as error:
        raise CannotSave(f"{path}: not saved, {error.strerror}") from error
    with lock:
        while not _try_lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise CannotSave(f"{path}: not saved, another command is at it; try again")
            time.sleep(RETRY_S)
        yield  # closing the file lets go of the lock, and so does the end of the process


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
