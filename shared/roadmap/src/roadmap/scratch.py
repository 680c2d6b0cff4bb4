"""The state that is judged: the learner's files, under the tests that upstream has now."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from .artefacts import artefacts
from .engine.exercise import Step
from .learner import BASE, Work
from .origin import packed_names

LEFT_OUT = frozenset(
    {
        ".git",
        ".hg",
        ".venv",
        "venv",
        ".kept",
        ".nox",
        ".tox",
        ".idea",
        ".vscode",
        "node_modules",
        "build",
        "dist",
    }
    | {
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
        ".coverage",
        ".DS_Store",
        BASE,
    }
)


@dataclass(frozen=True)
class SyntaxFault:
    """Where Python cannot read a file of the learner's; `column` counts from 0."""

    name: str
    line: int
    column: int
    text: str
    message: str


def learner_files(folder: Path) -> Iterator[str]:
    """Yield the files of a project, without environments, caches, repositories, and links that lead out of it."""
    whole = folder.resolve()
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(f for f in folders if f not in LEFT_OUT and not _stands_apart(here / f))
        for name in sorted(names):
            path = here / name
            if name in LEFT_OUT or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(whole):
                continue
            yield path.relative_to(folder).as_posix()


def _stands_apart(folder: Path) -> bool:
    """Tell whether a folder is an environment, or a repository with files in the state that git left them in."""
    return (folder / "pyvenv.cfg").exists() or (folder / ".git").exists()


def compose(work: Work, state: Path, step: Step | None = None) -> None:
    """Write what is judged into `state`: the learner's files, under upstream's tests of a step or of all."""
    compose_tests(work, state)
    compose_mine(work, state, step)


def compose_mine(work: Work, state: Path, step: Step | None = None) -> None:
    """Write the learner's part of what is judged."""
    for name in _heard(work):
        _copy(work.folder / name, state / name)
    for name in artefacts(work, step):
        if (work.folder / name).is_dir():
            shutil.copytree(work.folder / name, state / name, symlinks=True)


def judged_files(work: Work) -> Iterator[Path]:
    """Yield the learner's files, of which each may change what `compose` or `compose_own` writes."""
    for name in learner_files(work.folder):
        yield work.folder / name
    for name in artefacts(work):
        yield from (path for path in (work.folder / name).rglob("*") if path.is_file())


def _heard(work: Work) -> Iterator[str]:
    """Yield the files of the learner's that count: an edited test and a conftest of one's own do not."""
    replaced = set(upstream_tests(work))
    whole = tuple(f"{name}/" for name in artefacts(work))
    for name in learner_files(work.folder):
        is_conftest = PurePosixPath(name).name == "conftest.py" and not name.startswith("suite/")
        if not is_conftest and not name.startswith(whole) and name not in replaced:
            yield name


def compose_tests(work: Work, state: Path) -> None:
    """Write upstream's part, which stays the same from save to save."""
    for name in upstream_tests(work):
        _copy(work.reference.folder / name, state / name)


def compose_own(work: Work, state: Path) -> None:
    """Write the learner's project as it is into `state`, for the tests of their own."""
    for name in learner_files(work.folder):
        _copy(work.folder / name, state / name)


def upstream_tests(work: Work) -> list[str]:
    """Return the files in upstream's tests/ that no learner is asked to edit."""
    reference = work.reference
    marked = {name for name, source in reference.sources.items() if source.regions}
    return [name for name in reference.files if name.startswith("tests/") and name not in marked]


def edited_tests(work: Work) -> list[str]:
    """Return upstream's test files that are another in the learner's project; those that are missing are not."""
    copies = [(name, work.folder / name) for name in upstream_tests(work)]
    ours = work.reference.folder
    return [
        n for n, mine in copies if mine.is_file() and mine.read_bytes() != (ours / n).read_bytes()
    ]


def own_tests(work: Work) -> list[str]:
    """Return the test files in tests/ that the learner added; those that upstream had until it moved them are none."""
    gone = set(packed_names(work)) - set(work.reference.files)
    known = gone.union(upstream_tests(work))
    mine = (
        name
        for name in learner_files(work.folder)
        if name.startswith("tests/") and name not in known
    )
    return [name for name in mine if PurePosixPath(name).match("test_*.py")]


def missing_file(work: Work, steps: Iterable[Step]) -> str | None:
    """Return a file that some steps are written in, or that the package needs, and that is missing or empty."""
    regions = (region for step in steps for region in work.reference.regions_of(step.number))
    written = {source.name for source, _ in regions}
    for name in work.reference.files:
        if (name in written or name.startswith("src/")) and work.lacks(name):
            return name
    return None


def syntax_fault(work: Work) -> SyntaxFault | None:
    """Return the first place where a Python file of the learner's cannot be read."""
    replaced = set(upstream_tests(work))
    for name in learner_files(work.folder):
        if name.endswith(".py") and name not in replaced:
            fault = _fault_in(name, work.read(name) or "")
            if fault:
                return fault
    return None


@lru_cache(maxsize=256)  # of many files, a save changes one
def _fault_in(name: str, text: str) -> SyntaxFault | None:
    try:
        ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        line = error.lineno or 1
        told = _line(text, line)
        column = max((error.offset or 1) - 1, 0)
        if isinstance(error, IndentationError):  # Python counts to the end of the line
            column = len(told) - len(told.lstrip())
        return SyntaxFault(name, line, column, told, error.msg)
    except ValueError as error:  # a null byte
        return SyntaxFault(name, text.count("\n", 0, text.find("\0")) + 1, 0, "", str(error))
    return None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
