"""Files that no repository should hold: what tools make by themselves, and what is very big."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from projects_repo.health.finding import Finding, Severity, Where, command, counted
from projects_repo.health.tree import READ_BYTES, Entry

# What a tool makes, by the paths that tell; the group is what to ignore as a whole.
MADE = {
    "a virtual environment": re.compile(
        r"((?:.*/)?\.venv)/|((?:.*/)?[^/]+)/(?:pyvenv\.cfg|bin/activate|Scripts/activate\.bat)$"
    ),
    "a cache": re.compile(
        r"((?:.*/)?(?:__pycache__|\.(?:mypy|pytest|ruff)_cache|\.hypothesis|\.tox|\.nox"
        r"|\.ipynb_checkpoints|node_modules))/|(.*\.py[co]|(?:.*/)?\.coverage)$"
    ),
    "build output": re.compile(
        r"((?:.*/)?(?:[^/]+\.egg-info|htmlcov))/|((?:.*/)?build)/(?:lib|bdist\.[^/]+)/"
        r"|((?:.*/)?dist)/[^/]+(?:\.whl|\.tar\.gz)$"
    ),
}


def find_made_files(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Find committed virtual environments, caches and build output, each named once, with all that is in it."""
    paths = [entry.path for entry in entries]
    made = dict(one for path in paths for one in _made(path))
    sizes = Counter(top for path in paths if (top := _outermost(path, made)))
    for path, count in sizes.items():
        yield Finding(
            "committed-output",
            Severity.ERROR,
            Where(path=path),
            f"{made[path].capitalize()} is committed, {counted(count, 'file')}, "
            "though a tool makes it anew.",
            f"{command('git', 'rm', '-r', '--cached', '--', path)}, and add it to .gitignore",
        )


def _made(path: str) -> Iterator[tuple[str, str]]:
    """Yield what in a path was made by a tool, and what that is."""
    for what, pattern in MADE.items():
        if match := pattern.match(path):
            yield next(group for group in match.groups() if group), what


def _outermost(path: str, made: Mapping[str, str]) -> str:
    """Return the outermost of what was made that a path lies in, or is; nothing where it does in none."""
    ends = [*(at for at, letter in enumerate(path) if letter == "/"), len(path)]
    return next((path[:end] for end in ends if path[:end] in made), "")


def find_big_files(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Find files of which every clone would carry every version."""
    for entry in entries:
        if entry.size > READ_BYTES:
            yield Finding(
                "big-file",
                Severity.WARNING,
                Where(path=entry.path),
                f"The file has {entry.size / 1e6:,.1f} MB: each clone carries every version of it, "
                "and its content was not looked at.",
                f"{command('git', 'rm', '--cached', '--', entry.path)}, and keep it elsewhere",
            )
