"""Kill this process, as SIGKILL does, just before its n-th change below my/."""

from __future__ import annotations

import itertools
import os
import signal
import sys

CHANGES = (
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "os.truncate",
    "fcntl.flock",
)


def is_change(event: str, values: tuple[object, ...]) -> bool:
    if event == "open":
        return isinstance(values[2], int) and bool(values[2] & (os.O_WRONLY | os.O_RDWR))
    return event in CHANGES


def kill_at(fatal: int) -> None:
    """Count the changes of this process from now on; it does not live to make the ``fatal``-th."""
    changes = itertools.count(1)

    def count(event: str, values: tuple[object, ...]) -> None:
        is_here = event == "fcntl.flock" or f"{os.sep}my" in str(values[0])
        if is_change(event, values) and is_here and next(changes) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
