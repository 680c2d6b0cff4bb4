"""Three versions of a text become one: git merges them, and where two changed the same lines, both are given."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .engine.markers import split_lines
from .errors import Problem

SIZE = 61  # signs of git's conflict marks: more than any text of ours has in a row
MINE, SPLIT, THEIRS = (sign * SIZE for sign in "<=>")
FAILED = 128  # from here on, git's exit status counts no conflicts


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
    return _read(_git_merge(*("".join(map(_ended, lines)) for lines in (mine, base, theirs))))


def _ended(line: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + "\n"


def _git_merge(mine: str, base: str, theirs: str) -> str | Clash:
    """Let git merge; it takes what holds a null byte for no text, which is then one `Clash`."""
    with tempfile.TemporaryDirectory(prefix="roadmap-merge-") as folder:
        for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(text.encode())
        options = ["--stdout", "--quiet", f"--marker-size={SIZE}"]
        command = ["git", "-c", "merge.conflictStyle=merge", "merge-file", *options]
        try:
            done = subprocess.run(
                [*command, "mine", "base", "theirs"], cwd=folder, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise Problem(
                "To merge, git is needed, and it is not installed. Nothing was changed."
            ) from None
    if 0 <= done.returncode < FAILED:
        return done.stdout.decode()
    return Clash(tuple(split_lines(mine)), tuple(split_lines(theirs)))


def _read(told: str | Clash) -> Merged:
    """Turn git's conflict marks into clashes."""
    if isinstance(told, Clash):
        return [told]
    merged: Merged = []
    sides: tuple[list[str], list[str]] | None = None
    at = 0
    for line in split_lines(told):
        mark = line.rstrip("\n")
        if mark == f"{MINE} mine":
            sides, at = ([], []), 0
        elif mark == SPLIT and sides:
            at = 1
        elif mark == f"{THEIRS} theirs" and sides:
            merged.append(Clash(tuple(sides[0]), tuple(sides[1])))
            sides = None
        elif sides:
            sides[at].append(line)
        else:
            merged.append(line)
    return merged
