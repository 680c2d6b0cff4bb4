"""Merge markers that somebody forgot in a file.

Who shows what a conflict looks like, and has none, can say so as one says it to git: in a Markdown file by a fence
around it, in any other by `conflict-marker-size` in .gitattributes, see gitattributes(5).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from projects_repo.git import Repository
from projects_repo.health.finding import Finding, Severity
from projects_repo.health.tree import TextFile

SIZE = 7  # characters of a marker, unless an attribute of the file says otherwise
ATTRIBUTE, LENGTH = "conflict-marker-size", re.compile(r"[1-9]\d{0,2}")
BEGIN = re.compile("^" + "<" * SIZE, re.MULTILINE)
MARKDOWN = (".md", ".markdown")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})\s*(\S?)")  # CommonMark 0.31, section 4.5


def find_merge_markers(repository: Repository, files: Iterable[TextFile]) -> Iterator[Finding]:
    """Find conflicts that were committed, with the markers that git put around them."""
    for file in files:
        path = file.entry.path
        if not BEGIN.search(file.text):  # nearly every file: git need not be asked about it
            continue
        for line in conflicts_in(file, size_of_markers(repository, path)):
            yield Finding(
                "merge-markers",
                Severity.ERROR,
                file.at(line),
                "A conflict was committed with its markers, so both sides stand here.",
                f"edit {path} so that it says what is meant, and commit it",
            )


def size_of_markers(repository: Repository, path: str) -> int:
    """Return how long git makes the markers of a conflict in a file."""
    told = repository.attempt("check-attr", "-z", ATTRIBUTE, "--", path).stdout
    value = os.fsdecode(told).split("\0")[-2:][0]
    return int(value) if LENGTH.fullmatch(value) else SIZE


def conflicts_in(file: TextFile, size: int = SIZE) -> Iterator[int]:
    """Yield the line at which each conflict in a file begins; in Markdown, what stands between fences is shown only."""
    is_markdown = file.entry.path.lower().endswith(MARKDOWN)
    yield from conflicts(file.text, size, is_markdown=is_markdown)


def conflicts(text: str, size: int = SIZE, *, is_markdown: bool = False) -> Iterator[int]:
    """Yield the line at which each conflict begins: all three markers, in order, and at the margin as git puts them."""
    ours, between, theirs = "<" * size, "=" * size, ">" * size
    begin, halfway, fence = 0, False, ""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if is_markdown and not begin:
            fence = _fence_after(line, fence)
        if _is_marker(line, ours) and not fence:
            begin, halfway = number, False
        elif begin and line == between:
            halfway = True
        elif halfway and _is_marker(line, theirs):
            yield begin
            begin, halfway = 0, False


def _is_marker(line: str, marker: str) -> bool:
    return line == marker or line.startswith(f"{marker} ")


def _fence_after(line: str, fence: str) -> str:
    """Return the fence that is open after a line; nothing where none is."""
    match = FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2] else fence
