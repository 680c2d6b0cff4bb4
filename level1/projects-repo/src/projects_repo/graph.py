"""The graph of a history as text: newest first, a column for each line of work, a name beside where it points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects_repo.history import BRANCHES, TAGS, Commit, History

DOT, MERGE = "●", "◎"
# What is drawn where lines leave a cell: up, down, left, right.
LINES = {
    (1, 1, 0, 0): "│",
    (0, 0, 1, 1): "─",
    (1, 1, 1, 1): "┼",
    (1, 1, 0, 1): "├",
    (1, 1, 1, 0): "┤",
    (0, 1, 1, 0): "╮",
    (0, 1, 0, 1): "╭",
    (1, 0, 1, 0): "╯",
    (1, 0, 0, 1): "╰",
    (0, 1, 1, 1): "┬",
    (1, 0, 1, 1): "┴",
    (0, 0, 0, 0): " ",
}


@dataclass(frozen=True)
class Row:
    """A row of the drawing: cells, two characters to a column; a commit with its names, or none where lines bend."""

    cells: str
    column: int = 0
    commit: Commit | None = None
    names: tuple[str, ...] = ()


def draw(history: History, first: Sequence[str] = ("main",)) -> Iterator[Row]:
    """Yield the rows of a history; the branches named `first` get the first columns, wherever they are."""
    names = names_of(history)
    tips = [commit.id for name in first if (commit := history.find(name))]
    lanes: list[str | None] = [*dict.fromkeys(tips)]  # the commit that each column waits for
    begun = [False] * len(lanes)
    order = history.ancestors(*history.refs.values(), *_detached(history))
    for commit in order:
        if commit.id not in lanes:
            _open(lanes, begun, commit.id)
        at, *others = [n for n, waits in enumerate(lanes) if waits == commit.id]
        drawn = [n for n in others if begun[n]]
        if drawn:
            yield Row(_bend(begun, at, drawn, above=True, enters=begun[at]), at)
        for n in others:
            lanes[n], begun[n] = None, False
        begun[at] = True
        yield Row(_row(begun, at, commit), at, commit, names.get(commit.id, ()))
        lanes[at] = commit.parents[0] if commit.parents else None
        begun[at] = bool(commit.parents)
        passing = list(begun)
        targets = [_lane_of(lanes, begun, parent) for parent in commit.parents[1:]]
        if targets:
            passing += [False] * (len(begun) - len(passing))
            yield Row(_bend(passing, at, targets, above=False), at)


def names_of(history: History) -> dict[str, tuple[str, ...]]:
    """Return the names that point at each commit: branches, the current one with a star, tags, those of remotes."""
    found: dict[str, list[str]] = {}
    for id_ in _detached(history):
        found[id_] = ["HEAD"]
    for name, id_ in sorted(history.refs.items(), key=lambda ref: (ref[0] != history.head, ref[0])):
        short = name.removeprefix(BRANCHES).removeprefix("refs/remotes/").removeprefix("refs/")
        label = f"tag {name.removeprefix(TAGS)}" if name.startswith(TAGS) else short
        found.setdefault(id_, []).append(f"*{label}" if name == history.head else label)
    return {id_: tuple(labels) for id_, labels in found.items()}


def _detached(history: History) -> list[str]:
    return [history.head] if history.is_detached else []


def _open(lanes: list[str | None], begun: list[bool], id_: str) -> int:
    """Let the first free column wait for a commit, and return its number."""
    free = next((n for n, waits in enumerate(lanes) if waits is None), len(lanes))
    lanes[free : free + 1] = [id_]
    begun[free : free + 1] = [False]
    return free


def _lane_of(lanes: list[str | None], begun: list[bool], parent: str) -> int:
    """Return the column of a further parent: the one that waits for it already, or a new one."""
    at = lanes.index(parent) if parent in lanes else _open(lanes, begun, parent)
    begun[at] = True
    return at


def _row(begun: Sequence[bool], at: int, commit: Commit) -> str:
    cells = [LINES[is_begun, is_begun, 0, 0] for is_begun in begun]
    cells[at] = MERGE if commit.is_merge else DOT
    return " ".join(cells).rstrip()


def _bend(
    begun: Sequence[bool], at: int, ends: Sequence[int], *, above: bool, enters: bool = True
) -> str:
    """Draw lines between column `at` and others: those that end here come from above, those that begin go below."""
    low, high = min(at, *ends), max(at, *ends)
    cells = []
    for n, passes in enumerate(begun):
        up = passes and (n != at or enters)
        down = n == at or (not above if n in ends else passes)
        left, right = low < n <= high, low <= n < high
        cells.append(LINES[up, down, left, right] + ("─" if right else " "))
    return "".join(cells).rstrip()
