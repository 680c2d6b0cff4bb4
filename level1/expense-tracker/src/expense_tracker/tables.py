"""Tables for people: ruled and in colour on a terminal, plain text in a pipe."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows of text; the columns named in `right` are set flush right, `sums` are the last rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[str] = ()
    sums: Sequence[Sequence[str]] = ()


def printable(text: str) -> str:
    """Return text on one line, without what would move the cursor or change colours."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def show(table: Table) -> None:
    """Print a table."""
    if on_terminal():
        _show_rich(table)
    else:
        print(plain(table))


def on_terminal() -> bool:
    """Tell whether a person is looking, who has not asked for plain text (see no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def plain(table: Table) -> str:
    """Return a table as lines of aligned text."""
    lines = [table.columns, *table.rows, *table.sums]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sides = [">" if name in table.right else "<" for name in table.columns]
    return "\n".join(
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _show_rich(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in table.columns:
        right = name in table.right
        grid.add_column(
            name, justify="right" if right else "left", no_wrap=right, overflow="ellipsis"
        )
    for row in table.rows:
        grid.add_row(*(Text(cell, style=_style(cell)) for cell in row))
    if table.sums:
        grid.add_section()
    for row in table.sums:
        grid.add_row(*(Text(cell, style="bold") for cell in row))
    Console().print(grid)


def _style(cell: str) -> str:
    """Return how a cell looks: what came back is green, a bar of the report is dim."""
    if cell.startswith("-") and cell[1:2].isdigit():
        return "green"
    return "cyan" if cell.startswith("\N{FULL BLOCK}") else ""
