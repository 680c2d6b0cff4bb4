"""The graph as text: every line leads from a commit to its parents, and to nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects_repo.git import Repository
from projects_repo.graph import DOT, MERGE, Row, draw
from projects_repo.history import Commit, History

# Which ways lead out of a character: up, down, left, right.
WAYS = {
    "│": "ud", "─": "lr", "┼": "udlr", "├": "udr", "┤": "udl", "╮": "dl", "╭": "dr", "╯": "ul",
    "╰": "ur", "┬": "dlr", "┴": "ulr", " ": "",
}  # fmt: skip
NOWHERE = Repository(Path("/nowhere"))


def history(parents: Sequence[Sequence[int]], tips: dict[str, int], head: str = "") -> History:
    """Make a history of numbered commits, each with the numbers of its parents."""
    commits = {
        str(n): Commit(str(n), "", tuple(map(str, of)), "Ada", n, f"commit {n}")
        for n, of in enumerate(parents)
    }
    refs = {f"refs/heads/{name}": str(n) for name, n in tips.items()}
    return History(NOWHERE, commits, refs, head)


def led_to(rows: Sequence[Row], start: int) -> set[str]:
    """Follow the lines down from the commit in a row, and return the ids of the commits that they come to first."""
    row = rows[start]
    found: set[str] = set()
    seen: set[tuple[int, int, str]] = set()
    waiting = [(start + 1, 2 * row.column, "u")] if start + 1 < len(rows) else []
    while waiting:
        at, column, entered = waiting.pop()
        if (at, column, entered) in seen or at >= len(rows):
            continue
        seen.add((at, column, entered))
        cells = rows[at].cells
        cell = cells[column] if column < len(cells) else " "
        if cell in (DOT, MERGE):
            commit = rows[at].commit
            assert commit
            found.add(commit.id)
            continue
        # A line that came down an own column, and crosses, goes on down; one that goes sideways may bend down.
        assert {"u": "u", "l": "l", "r": "r"}[entered] in WAYS[cell], (
            f"a line ends at {at}, {column}"
        )
        for way in set(WAYS[cell]) - {entered, "u"}:
            step = {
                "d": (at + 1, column, "u"),
                "l": (at, column - 1, "r"),
                "r": (at, column + 1, "l"),
            }
            waiting.append(step[way])
    return found


@st.composite
def histories(draw_: st.DrawFn) -> History:
    """Draw a history of up to 12 commits, of which some are merges and some are roots."""
    size = draw_(st.integers(1, 12))
    parents = [
        draw_(st.lists(st.integers(0, n - 1), unique=True, max_size=3)) if n else []
        for n in range(size)
    ]
    tips = draw_(
        st.dictionaries(st.sampled_from(["main", "a", "b", "c"]), st.integers(0, size - 1))
    )
    children = {parent for of in parents for parent in of}
    ends = {f"end-{n}": n for n in range(size) if n not in children}
    return history(parents, tips | ends)


@given(histories())
def test_every_commit_is_drawn_once(made: History) -> None:
    """Each commit has a row, and stands above all its parents."""
    order = [row.commit.id for row in draw(made) if row.commit]
    assert sorted(order) == sorted(made.commits)
    place = {id_: n for n, id_ in enumerate(order)}
    assert all(place[c.id] < place[p] for c in made.commits.values() for p in c.parents)


@given(histories())
def test_lines_lead_to_the_parents(made: History) -> None:
    """From a commit, lines lead down to each of its parents."""
    rows = list(draw(made))
    for n, row in enumerate(rows):
        if row.commit and row.commit.parents:
            assert set(row.commit.parents) <= led_to(rows, n)


@given(histories())
def test_a_root_leads_nowhere(made: History) -> None:
    """Below a commit without parents, its column is empty or another's."""
    rows = list(draw(made))
    for n, row in enumerate(rows):
        if row.commit and not row.commit.parents and n + 1 < len(rows):
            below = rows[n + 1].cells
            cell = below[2 * row.column] if 2 * row.column < len(below) else " "
            assert cell in (DOT, MERGE) or "u" not in WAYS[cell]


@pytest.mark.parametrize(
    ("parents", "tips", "picture"),
    [
        pytest.param([[], [0]], {"main": 1}, ["● *main", "●"], id="a line"),
        pytest.param(
            [[], [0], [0], [1, 2]],
            {"main": 3},
            ["◎ *main", "├─╮", "● │", "│ ●", "├─╯", "●"],
            id="a merge",
        ),
        pytest.param(
            [[], [0], [0]],
            {"main": 1, "work": 2},
            ["  ● work", "● │ *main", "├─╯", "●"],
            id="two branches",
        ),
        pytest.param([[], []], {"main": 0, "pages": 1}, ["  ● pages", "● *main"], id="two roots"),
    ],
)
def test_small_pictures(parents: list[list[int]], tips: dict[str, int], picture: list[str]) -> None:
    """Main has the first column, wherever it stands."""
    made = history(parents, tips, "refs/heads/main")
    assert [" ".join([row.cells, *row.names]) for row in draw(made)] == picture


def test_a_detached_head_is_a_name() -> None:
    """Where HEAD is on no branch, the graph shows where it is."""
    rows = list(draw(history([[], [0]], {"main": 0}, "1")))
    assert [row.names for row in rows if row.commit] == [("HEAD",), ("main",)]
