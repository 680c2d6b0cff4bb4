"""The graph on a screen: coloured by column, what is not committed below it, and drawn anew while one works."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from projects_repo.git import GitError, Repository
from projects_repo.graph import Row, draw
from projects_repo.history import BRANCHES, read_history
from projects_repo.state import State, read_state

COLOURS = ("bright_blue", "green", "magenta", "yellow", "cyan", "red")
LOOK_S = 0.2  # between two looks at the repository
ROOM_BELOW = 5  # rows of a screen, for what is under way and what is not committed
ID = 7  # characters of an id that are shown
WIDEST = 40  # characters of lines beside a commit: on 80 columns there is room to say which it is


def picture(repository: Repository, first: Sequence[str], rows: int | None = None) -> Group:
    """Return the graph of a repository as it is now, at most so many rows of it, and its state."""
    history = read_history(repository)
    drawn = list(islice(draw(history, first), rows))
    width = min(max((len(row.cells) for row in drawn), default=0), WIDEST)
    lines = [_line(row, width) for row in drawn]
    if history.find(history.head) is None:
        branch = _printable(history.head.removeprefix(BRANCHES))
        lines.append(Text(f"{branch} has no commit yet", style="dim"))
    return Group(*lines, *_below(read_state(repository)))


def watch(
    repository: Repository, first: Sequence[str], console: Console, rows: int | None = None
) -> None:
    """Draw the graph anew whenever something changes, until Ctrl-C."""
    with Live(console=console, auto_refresh=False, screen=True) as live:
        seen: object = None
        while True:
            now = console.size, _fingerprint(repository)
            if now != seen:
                seen, room = now, max(console.height - ROOM_BELOW, 1)
                most = min(rows or room, room)
                live.update(_picture_or_error(repository, first, most), refresh=True)
            time.sleep(LOOK_S)


def _picture_or_error(repository: Repository, first: Sequence[str], rows: int) -> Group:
    """Return the picture; git may be half-way through a change, and then says so until the next look."""
    try:
        return picture(repository, first, rows)
    except GitError as error:
        return Group(Text(str(error), style="red"))


def _fingerprint(repository: Repository) -> tuple[object, ...]:
    """Return what changes whenever the picture does."""
    refs = repository.attempt("for-each-ref", "--format=%(HEAD) %(refname) %(objectname)")
    head = repository.attempt("rev-parse", "HEAD", "--")
    try:
        return refs.stdout, head.stdout, read_state(repository)
    except GitError as error:
        return refs.stdout, head.stdout, str(error)


def _line(row: Row, width: int) -> Text:
    line = Text(no_wrap=True, overflow="ellipsis")
    cells = row.cells if len(row.cells) <= width else f"{row.cells[: width - 1]}…"
    for n, cell in enumerate(cells.ljust(width)):
        line.append(cell, style=COLOURS[(n + 1) // 2 % len(COLOURS)])
    if row.commit:
        line.append(f"  {row.commit.id[:ID]} ", style="dim")
        for name in row.names:
            style = "bold" if name.startswith(("*", "HEAD")) else "bold dim"
            line.append(f" [{_printable(name)}]", style=style)
        line.append(f" {_printable(row.commit.subject)}")
    return line


def _printable(text: str) -> str:
    """Return text without what would move the cursor: a subject may come from anywhere."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _below(state: State) -> Iterator[Text]:
    """Yield what is under way, and what is not committed."""
    if state.under_way:
        abort = ", or --abort" if "--continue" in state.ends else ""
        yield Text(f"\n{state.under_way} is under way: {state.ends}{abort}", style="yellow")
    for what, paths, style in (
        ("in conflict", state.unmerged, "red"),
        ("staged", state.staged, "green"),
        ("changed", state.changed, "yellow"),
        ("untracked", state.untracked, "dim"),
    ):
        if paths:
            shown = ", ".join(map(_printable, paths[:4])) + (
                f" and {len(paths) - 4} more" if paths[4:] else ""
            )
            yield Text(f"{what}: {shown}", style=style)
