"""Writes that happen whole or not at all, and turns between processes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .errors import Problem

PATIENCE_S = 3.0
IGNORED = """\
# Made by ./roadmap. Everything else in my/ is your work: commit it.
.gitignore
.lock-*
.map.html
.new-*
.kept/
.venv/
"""


def write_whole(file: Path, data: bytes) -> None:
    """Replace the bytes of `file`, keeping its permissions; killed at any moment, the old or the new ones stand."""
    target = Path(os.path.realpath(file))
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        Path(name).chmod(0o666 & ~_umask() if mode is None else mode)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def my_folder(root: Path) -> Path:
    """Return `my/`, made where it is missing, with what git should leave out of it.

    A note that asks coding assistants to tutor is written only then: whoever deletes it does not want it.
    """
    my = root / "my"
    try:
        if not my.is_dir():
            my.mkdir()
            write_whole(my / "AGENTS.md", Path(__file__).with_name("tutor.md").read_bytes())
    except FileExistsError:
        if my.is_dir():  # another process has just made it
            return my
        raise Problem(
            "my should be the folder of your work, and is a file or a link that leads nowhere: "
            "move it away (`mv my my.old`), then try again."
        ) from None
    if not (my / ".gitignore").exists():
        write_whole(my / ".gitignore", IGNORED.encode())
    return my


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes `target` at the end; what a killed process left of one is removed."""
    prefix = f".new-{target.name}-"
    for left in target.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        folder.chmod(0o777 & ~_umask())
        yield folder
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextlib.contextmanager
def turn(root: Path, what: str = "progress") -> Iterator[None]:
    """Let one process at a time change `what`; a second one waits a moment, then says who is at it."""
    path = my_folder(root) / f".lock-{what}"
    with path.open("a+", encoding="utf-8") as file:
        _wait_for(file.fileno(), path)
        file.truncate(0)
        file.write(f"./roadmap {' '.join(sys.argv[1:])} (process {os.getpid()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _wait_for(descriptor: int, path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                who = path.read_text("utf-8", errors="replace") or "Another ./roadmap"
                raise Problem(
                    f"{who} is at work here. Wait until it has ended, then try again."
                ) from None
            time.sleep(0.05)
        except OSError:
            return None  # a file system without locks: two at once are unlikely there
