"""The data file: replaced in one instant, changed by one planner at a time, never overwritten blindly."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from study_planner import records
from study_planner.book import Book
from study_planner.errors import Busy, CannotSave, CorruptFile, FileTrouble, NewerFile, StudyError

LARGEST_BYTES = 20_000_000
PATIENCE_S = 10.0
RETRY_S = 0.05


def write(path: Path, text: str, draft: Path | None = None) -> None:
    """Replace the file in one instant: who reads it, even after a kill, finds all old or all new text.

    Expects that no one else writes the same file meanwhile (see `locked`), and no symbolic link.
    """
    draft = draft or path.with_name(path.name + ".draft")
    _take_permissions(draft, path)
    # step 8: begin
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise CannotSave(path, f"not saved, {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    # step 8: end


def _take_permissions(draft: Path, path: Path) -> None:
    """Let whoever may read and write the file, and no one else, read and write the draft."""
    with suppress(OSError):  # what is in the way here will be in the way of `write`, which says so
        if path.exists():
            draft.touch()
            draft.chmod(path.stat().st_mode & 0o777)


def real_path(path: Path) -> Path:
    """Return where a path leads; a symbolic link would be replaced, not what it stands for."""
    return Path(os.path.realpath(path))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other planner is changing the file, then keep others out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("a") as lock:
        deadline = time.monotonic() + PATIENCE_S
        while not _try_lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise Busy(path, "another planner has been busy with it for too long")
            time.sleep(RETRY_S)
        yield  # closing the file lets go of the lock, and so does the end of the process


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class FileStore:
    """A book in a file."""

    def __init__(self, path: Path, new_book: Callable[[], Book]) -> None:
        self.path = real_path(path)
        self._new_book = new_book

    def read(self) -> Book:
        """Return the book; an empty one if there is no file yet."""
        try:
            return self._load()
        except CorruptFile:
            with locked(self.path):
                return self._load_or_set_aside()

    def update(self, change: Callable[[Book], Book]) -> Book:
        """Change the book while others wait, so that no change of theirs is lost."""
        with locked(self.path):
            book = change(self._load_or_set_aside())
            write(self.path, records.dump(book))
        return book

    def _load(self) -> Book:
        if not self.path.exists():
            return self._new_book()
        if self.path.stat().st_size > LARGEST_BYTES:
            raise FileTrouble(self.path, "larger than any study plan; left alone")
        try:
            return records.load(self.path.read_text(encoding="utf-8"))
        except records.NewerRecord as error:
            raise NewerFile(self.path, f"{error}; update study-planner. Left alone") from error
        except (ValueError, StudyError) as error:
            raise CorruptFile(self.path, f"no study plan ({error})") from error

    def _load_or_set_aside(self) -> Book:
        try:
            return self._load()
        except CorruptFile as error:
            aside = unused_name(self.path, "corrupt")
            self.path.rename(aside)
            raise CorruptFile(self.path, f"{error}; kept as {aside.name}") from error


def unused_name(path: Path, kind: str) -> Path:
    """Return a name beside `path` that no file has."""
    names = (path.with_name(f"{path.name}.{kind}-{n}") for n in range(1, 10_000))
    return next(name for name in names if not name.exists())
