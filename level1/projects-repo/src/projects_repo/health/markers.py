"""Merge markers that somebody forgot in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projects_repo.health.finding import Finding, Severity
from projects_repo.health.tree import TextFile

OURS, BETWEEN, THEIRS = "<" * 7, "=" * 7, ">" * 7


def find_merge_markers(files: Iterable[TextFile]) -> Iterator[Finding]:
    """Find conflicts that were committed, with the markers that git put around them."""
    for file in files:
        for line in conflicts(file.text):
            yield Finding(
                "merge-markers",
                Severity.ERROR,
                file.at(line),
                "A conflict was committed with its markers, so both sides stand here.",
                f"edit {file.entry.path} so that it says what is meant, and commit it",
            )


def conflicts(text: str) -> Iterator[int]:
    """Yield the line at which each conflict begins: all three markers, in order, and at the margin as git puts them."""
    begin, halfway = 0, False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if _is_marker(line, OURS):
            begin, halfway = number, False
        elif begin and line == BETWEEN:
            halfway = True
        elif halfway and _is_marker(line, THEIRS):
            yield begin
            begin, halfway = 0, False


def _is_marker(line: str, marker: str) -> bool:
    return line == marker or line.startswith(f"{marker} ")
