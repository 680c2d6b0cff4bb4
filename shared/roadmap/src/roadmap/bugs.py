"""The bugs that can be hunted: wrong solutions with a user's complaint, and which of them is today's."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from .engine.exercise import ExerciseError, Wrong, load
from .engine.markers import is_python
from .engine.reference import Reference
from .engine.render import ALL
from .engine.skeleton import Definition
from .repository import Project, projects


@dataclass(frozen=True)
class Bug:
    """One wrong solution of a project, which a user complains of."""

    project: Project
    wrong: Wrong

    @property
    def key(self) -> str:
        """What it is known by, wherever others are added: a digest of the edit."""
        told = (self.project.slug, self.wrong.file, self.wrong.find, self.wrong.swap)
        return sha256("\0".join(told).encode()).hexdigest()[:16]

    @property
    def line(self) -> int:
        """The first line of the mistake, from 1."""
        pairs = zip_longest(*self._texts)
        return next(number for number, (wrong, right) in enumerate(pairs, 1) if wrong != right)

    @property
    def definition(self) -> str:
        """The name of the function or class that the mistake is in; empty where it is in none."""
        if not is_python(self.wrong.file):
            return ""
        tree = ast.parse("\n".join(self._texts[1]))
        around = (node for node in ast.walk(tree) if isinstance(node, Definition))
        names = [n.name for n in around if n.lineno <= self.line <= (n.end_lineno or n.lineno)]
        return ".".join(names)

    @property
    def difference(self) -> tuple[str, ...]:
        """The lines around the mistake, marked: `-` for what is wrong, `+` for what is right."""
        lines = [*unified_diff(*self._texts, n=1, lineterm="")][3:]
        return tuple(f"{line[:1]} {line[1:]}" for line in lines if not line.startswith("@@"))

    @cached_property
    def _texts(self) -> tuple[list[str], list[str]]:
        """The lines of the file, with the mistake and without."""
        reference, file = Reference(self.project.folder), self.wrong.file
        wrong, right = reference.texts(ALL, self.wrong)[file], reference.texts(ALL)[file]
        return wrong.splitlines(), right.splitlines()


def known_bugs(root: Path) -> list[Bug]:
    """Return every bug of every project; a project whose exercise.toml cannot be read has none."""
    found: list[Bug] = []
    for project in projects(root):
        try:
            exercise = load(project.folder)
        except ExerciseError:
            continue
        found += [Bug(project, wrong) for wrong in exercise.wrong if wrong.complaint]
    return found


def bug_of_the_day(bugs: Iterable[Bug], day: date) -> Bug:
    """Choose one by the date alone, the same for everyone who has these bugs.

    Each draws a number for the day, and the highest wins: so a bug that is added, even on the day
    itself, takes only those days that it wins, and leaves all others as they were.
    """
    return max(bugs, key=lambda bug: sha256(f"{day} {bug.key}".encode()).digest())
