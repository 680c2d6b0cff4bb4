"""Projects: folders with a pyproject.toml that describes one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from projects_repo.health.finding import Finding, Severity, Where
from projects_repo.health.tree import Entry, TextFile

IS_TEST_FILE = re.compile(r"(test_.*|.*_test|tests?)\.py")
HAS_TEST = re.compile(r"^\s*(?:async\s+)?def\s+test", re.MULTILINE)


def tells_of_projects(entry: Entry) -> bool:
    """Tell whether a file has to be read to find projects and their tests."""
    name = entry.path.rpartition("/")[2]
    return name == "pyproject.toml" or bool(IS_TEST_FILE.fullmatch(name))


def find_untested_projects(files: Iterable[TextFile]) -> Iterator[Finding]:
    """Find projects in which there is no test that pytest or unittest would run."""
    texts = {PurePosixPath(file.entry.path): file.text for file in files}
    projects = {path.parent for path, text in texts.items() if _is_project(path, text)}
    tests = (path for path, text in texts.items() if _is_test(path, text))
    tested = {_project_of(path, projects) for path in tests}
    for folder in sorted(projects - tested):
        yield Finding(
            "no-tests",
            Severity.WARNING,
            Where(path=str(folder / "pyproject.toml")),
            "The project has no test, so nobody can tell whether a change breaks it.",
            f"write {folder / 'tests' / 'test_first.py'}, and run python -m pytest {folder}",
        )


def _is_project(path: PurePosixPath, text: str) -> bool:
    """Tell whether a file describes a project, and not only the settings of tools."""
    if path.name != "pyproject.toml":
        return False
    try:
        settings = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):  # it was meant to be one
        return True
    return "project" in settings or "[tool.poetry]" in text


def _is_test(path: PurePosixPath, text: str) -> bool:
    return bool(IS_TEST_FILE.fullmatch(path.name) and HAS_TEST.search(text))


def _project_of(path: PurePosixPath, projects: set[PurePosixPath]) -> PurePosixPath | None:
    """Return the innermost project that a file lies in."""
    return next((folder for folder in path.parents if folder in projects), None)
