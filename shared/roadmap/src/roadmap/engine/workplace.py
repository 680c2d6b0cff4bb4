"""The temporary folder of a runner, and those that killed ones left behind."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX, LOCK = "roadmap-", "in-use"


class Workplace:
    """A new temporary ``folder``, locked by this process for as long as either lasts."""

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        unlocked = self.folder / "new"
        self._lock = unlocked.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unlocked.rename(self.folder / LOCK)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def _sweep(place: Path) -> None:
    """Remove the folders whose process was killed: nobody holds their lock."""
    for lock in place.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for entry in lock.parent.iterdir():
                if entry != lock:  # which goes last: whatever else resists is tried again next time
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            shutil.rmtree(lock.parent)
