"""Where the repository is, and which projects it holds."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class RepositoryProblem(Exception):
    """What was asked for is not in the repository; the message is one sentence for people."""


@dataclass(frozen=True, order=True)
class Project:
    """The reference of one project: a folder ``level<n>/<slug>`` with its own ``pyproject.toml``."""

    level: int
    slug: str
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / f"level{self.level}" / self.slug

    @property
    def exercise(self) -> Path:
        return self.folder / "exercise.toml"

    @property
    def mine(self) -> Path:
        """The folder of the learner's own work, there once the exercise was started."""
        return self.root / "my" / self.slug


def find_root(start: Path | None = None) -> Path:
    """Return the repository around `start`, or around the working folder, or around this package.

    Raises `RepositoryProblem` where there is none.
    """
    for place in [start] if start else [Path.cwd(), Path(__file__)]:
        for folder in [place.resolve(), *place.resolve().parents]:
            if (folder / "roadmap").is_file() and (folder / "shared" / "roadmap").is_dir():
                return folder
    raise RepositoryProblem(
        f"{start or Path.cwd()} is not inside a clone of ml-backend-roadmap: go to its folder and try again."
    )


def repository_root() -> Path:
    """Return the repository that the command works in: `ROADMAP_ROOT`, or that around the working folder."""
    named = os.environ.get("ROADMAP_ROOT")
    return find_root(Path(named)) if named else find_root()


def shown_path(path: Path, root: Path) -> str:
    """Return `path` relative to the working folder where that is in the repository, else whole."""
    here = Path.cwd().resolve()
    return os.path.relpath(path, here) if here.is_relative_to(root) else str(path)


def typed_here(text: str) -> str:
    """Return `text` with each ``./roadmap`` as one types it in the working folder: ``../../roadmap``, say."""
    try:
        root = repository_root()
    except (RepositoryProblem, OSError):
        return text
    launcher = shlex.quote(shown_path(root / "roadmap", root))
    typed = launcher if "/" in launcher else f"./{launcher}"
    return re.sub(r"(?<![./])\./roadmap\b", lambda _: typed, text)


def projects(root: Path) -> list[Project]:
    """Return every project that is there, by level and slug."""
    return sorted(_find_projects(root))


def _find_projects(root: Path) -> Iterator[Project]:
    for file in root.glob("level*/*/pyproject.toml"):
        number = file.parts[-3].removeprefix("level")
        if number.isdecimal():
            yield Project(int(number), file.parts[-2], root)
