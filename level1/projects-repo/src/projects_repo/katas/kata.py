"""A kata: a history to begin from, what to make of it, and a judge who says what is still wrong with what was made.

A judge knows no right history by heart. Each goal asks one thing of the graph, the files or the messages, so that
every way that leads there is right; and no goal is met before anything was done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from projects_repo.git import Repository
from projects_repo.history import History, read_history

WORK = "work"  # the repository to work in, within the folder of a kata


@dataclass(frozen=True)
class Made:
    """What was made of a kata in `folder`, beside what it `began` with, made anew."""

    folder: Path
    began: History
    _others: dict[Path, History] = field(default_factory=dict)

    @cached_property
    def work(self) -> Repository:
        return Repository(self.folder / WORK)

    @cached_property
    def history(self) -> History:
        return read_history(self.work)

    def other(self, name: str) -> History:
        """Read another repository of the kata, such as a remote."""
        return self._read(self.folder / name)

    def other_began(self, name: str) -> History:
        """Read another repository as it was when the kata began."""
        return self._read(self.began.repository.folder.parent / name)

    def _read(self, folder: Path) -> History:
        if folder not in self._others:
            self._others[folder] = read_history(Repository(folder))
        return self._others[folder]


# Says what is wrong, as a sentence about the graph; nothing where the goal is met.
Judge = Callable[[Made], str]


@dataclass(frozen=True)
class Goal:
    """One thing that is so once the kata is solved; `says` it in a sentence."""

    name: str
    says: str
    judge: Judge


@dataclass(frozen=True)
class Kata:
    """A task on a history; `begin` makes what it begins with in a new folder, always the same."""

    name: str
    title: str
    task: str
    begin: Callable[[Path], None]
    goals: Sequence[Goal]
    branches: Sequence[str] = field(default=("main",))  # those that a picture of it shows first

    def goal(self, name: str) -> Goal:
        return next(goal for goal in self.goals if goal.name == name)
