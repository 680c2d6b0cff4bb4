"""What was saved: told by the system's own events, or found by looking where none come.

Events only say when to look; what counts is whether a file's content is another one. So a save by renaming, in
several writes, or of the same text is told once or not at all, and an event that was lost is made up for.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from .environment import STAMP
from .learner import BASE, Work
from .progress import progress_file
from .scratch import judged_files, learner_files

QUIET_MS = 10  # without another event, before we look: editors write in bursts
BURST_MS = 200  # the longest burst
LOOK_MS = 1000  # between two looks where no event came
POLL_S = 0.2  # between two looks where events never come
SETTLE_S = 0.25  # what an editor may take that empties or removes a file before it writes it
RACY_S = 2.0  # as coarse as the clocks of file systems are: a younger file is read again
TOLD = ("README.md", "steps/", "benchmarks/")  # upstream's, and read anew whenever they are shown
LOST = 2  # saves without an event, after which none is expected


@dataclass(frozen=True)
class Change:
    """What is other than at the last look."""

    mine: bool = False  # the learner's files
    judges: bool = False  # upstream's files, or the environment
    roadmap: bool = False  # this very program
    progress: bool = False  # what is noted of it
    saved: float = 0.0  # when the newest of the learner's files was, in seconds since the epoch


class Contents:
    """The contents of files, as last seen; of a folder, which names are in it."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[tuple[int, ...], bytes]] = {}

    @property
    def folders(self) -> set[Path]:
        """The folders of all that was seen."""
        return {path.parent for path in self._seen}

    def look(self, paths: Iterable[Path]) -> set[Path]:
        """Return the paths whose content is not the last one, among them those that are gone."""
        before, self._seen = self._seen, {}
        for path in paths:
            try:
                self._seen[path] = _content(path, before.get(path))
            except OSError:
                continue
        return {
            path
            for path in before.keys() | self._seen.keys()
            if (before.get(path) or ((), None))[1] != (self._seen.get(path) or ((), None))[1]
        }


def _content(
    path: Path, known: tuple[tuple[int, ...], bytes] | None
) -> tuple[tuple[int, ...], bytes]:
    """Return a file's signature and digest; one that is unchanged and not too young is not read again."""
    stat = path.stat()
    signature = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    if known and known[0] == signature and time.time() - stat.st_mtime > RACY_S:
        return known
    if path.is_dir():
        names = sorted(entry.name for entry in os.scandir(path) if entry.name != "__pycache__")
        return signature, "\0".join(names).encode(errors="surrogateescape")
    return signature, blake2b(path.read_bytes(), digest_size=16).digest()


class Saves:
    """Look for changes of a learner's project in a thread of its own; a context manager.

    `tell` hears each `Change`, and `note` a sentence where native events are not to be had.
    """

    def __init__(
        self,
        work: Work,
        tell: Callable[[Change], None],
        note: Callable[[str], None],
        *,
        poll: bool,
    ) -> None:
        self._work, self._tell, self._note, self._poll = work, tell, note, poll
        self._mine, self._judges, self._roadmap = Contents(), Contents(), Contents()
        self._progress = 0.0
        self._unheard = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Saves:
        while self._look():
            pass  # what is there from the beginning is no change
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._stop.is_set():
            if not self._poll:
                self._by_events()
            elif change := self._look():
                self._tell(change)
            self._stop.wait(POLL_S if self._poll else 0)

    def _by_events(self) -> None:
        """Look after every event, and every second; return when other folders are to be watched."""
        from watchfiles import watch

        folders = self._folders()
        try:
            events = watch(
                *folders,
                watch_filter=None,
                debounce=BURST_MS,
                step=QUIET_MS,
                rust_timeout=LOOK_MS,
                yield_on_timeout=True,
                stop_event=self._stop,
                raise_interrupt=False,
                force_polling=False,
                recursive=False,
            )
            self._look_and_tell()  # nothing that came before there was a watcher is missed
            for heard in events:
                self._look_and_tell(heard=bool(heard))
                if self._poll or self._folders() != folders:
                    return
        except FileNotFoundError:
            self._stop.wait(POLL_S)  # a folder went while we asked for it
        except (OSError, RuntimeError) as error:
            self._give_up(f"The system does not tell of saves ({error})")

    def _look_and_tell(self, *, heard: bool | None = None) -> None:
        change = self._look()
        if change:
            self._tell(change)
        if heard:
            self._unheard = 0
        elif change and heard is False:
            self._unheard += 1
            if self._unheard == LOST:
                self._give_up("The system did not tell of your last saves")

    def _give_up(self, reason: str) -> None:
        self._poll = True
        self._note(f"{reason}, so I look for them {1 / POLL_S:.0f} times a second from now on.")

    def _look(self) -> Change | None:
        """Return what is new: a save at once, and the rest where there is none."""
        if changed := self._mine.look(judged_files(self._work)):
            if self._thread.is_alive() and not all(stat_of(path, "st_size") for path in changed):
                self._stop.wait(SETTLE_S)
                changed |= self._mine.look(judged_files(self._work))
            return Change(mine=True, saved=max(stat_of(path, "st_mtime") for path in changed))
        judges = bool(self._judges.look(_judging(self._work)))
        roadmap = bool(self._roadmap.look(Path(__file__).parent.rglob("*.py")))
        before, self._progress = self._progress, stat_of(progress_file(self._work.root), "st_mtime")
        progress = self._progress != before
        return Change(False, judges, roadmap, progress) if judges or roadmap or progress else None

    def _folders(self) -> dict[Path, float]:
        """Return the folders that hold what we look at, and by what the system knows them."""
        seen = self._mine.folders | self._judges.folders | self._roadmap.folders
        own = {self._work.folder, self._work.root / "my", self._work.root}
        numbers = {path: stat_of(path, "st_ino") for path in sorted(seen | own)}
        return {path: number for path, number in numbers.items() if number}


def stat_of(path: Path, what: str) -> float:
    """Return what the system knows of a path; 0 where there is none."""
    try:
        return float(getattr(path.stat(), what))
    except OSError:
        return 0.0


def _judging(work: Work) -> Iterator[Path]:
    """Yield what decides how the learner's files are judged: upstream's, what they were made from, the environment."""
    folder = work.project.folder
    yield from (folder / name for name in learner_files(folder) if not name.startswith(TOLD))
    yield work.folder / BASE
    yield work.venv / STAMP
    yield from work.venv.glob("lib/python*/site-packages")
