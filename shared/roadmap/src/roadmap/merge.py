"""Three versions of a text become one: git merges them, and where two changed the same lines, both are given."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .engine.markers import split_lines
from .errors import Problem

IMPORT = re.compile(r"\s*|import [\w., ]+\n|from (?!__future__ )[\w.]+ import [\w*, ]+\n")
NO_TEXT, FAILED = 255, 128  # git's exit status; below, it counts conflicts


@dataclass(frozen=True)
class Clash:
    """Lines that the learner and upstream both changed, as each has them."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]


Merged = list[str | Clash]


def merge_lines(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Merged:
    """Return what both made of `base`, line by line, and a `Clash` where that is not certain.

    Every line but the last of each version ends with a line end.
    """
    if list(mine) == list(theirs) or list(base) == list(theirs):
        return [*mine]
    if list(base) == list(mine):
        return [*theirs]
    return _git_merge(*("".join(map(_ended, lines)) for lines in (mine, base, theirs)))


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + "\n"


def _git_merge(mine: str, base: str, theirs: str) -> Merged:
    """Let git merge; it takes what holds a null byte for no text, which is then one `Clash`."""
    runs = re.findall(r"[<|=>]+", mine + base + theirs)
    size = 7 + max(map(len, runs), default=0)  # of conflict marks: longer than what is in any text
    with tempfile.TemporaryDirectory(prefix="roadmap-merge-") as folder:
        for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(text.encode())
        command = ["git", "merge-file", "--stdout", "--quiet", "--diff3", f"--marker-size={size}"]
        try:
            done = subprocess.run(
                [*command, "mine", "base", "theirs"], cwd=folder, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise Problem("To merge, git is needed, and it is not installed.") from None
    if done.returncode == NO_TEXT:
        return [Clash(tuple(split_lines(mine)), tuple(split_lines(theirs)))]
    if not 0 <= done.returncode < FAILED:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise Problem(f"git cannot merge ({said}): mend that, then try again.")
    return list(_read(done.stdout.decode(), size))


def _read(told: str, size: int) -> Iterator[str | Clash]:
    """Turn git's conflict marks into clashes, unless it is plain what both meant."""
    sides: list[list[str]] = []
    for line in split_lines(told):
        if line.startswith("<" * size):
            sides = [[]]
        elif line.startswith(("|" * size, "=" * size)):
            sides.append([])
        elif line.startswith(">" * size):
            yield from _settle(*sides)
            sides = []
        elif sides:
            sides[-1].append(line)
        else:
            yield line


def _settle(mine: list[str], base: list[str], theirs: list[str]) -> Merged:
    """Settle what is no conflict to people: blank lines, and imports that both added."""
    if _words(mine) == _words(base):
        return [*theirs]
    if _words(theirs) == _words(base):
        return [*mine]
    if all(IMPORT.fullmatch(line) for line in (*mine, *base, *theirs)):
        return [*theirs, *(line for line in mine if line not in theirs)]
    return [Clash(tuple(mine), tuple(theirs))]


def _words(lines: Sequence[str]) -> list[str]:
    return [line.rstrip() for line in lines if line.strip()]
