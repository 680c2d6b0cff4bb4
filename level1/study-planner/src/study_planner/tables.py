"""Tables for people: in colour on a terminal, plain when piped."""

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

PALETTE = ("cyan", "magenta", "green", "yellow", "blue", "red")


class Table(NamedTuple):
    """Rows of text; the columns named in `right` are set flush right, `tint` picks the colours."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[str] = ()
    tint: str = "subject"


def show(table: Table) -> None:
    """Print a table."""
    if in_colour():
        _show_rich(table)
    else:
        print(plain(table))


def in_colour() -> bool:
    """Tell whether a person is looking, who has not asked for plain text (see no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def plain(table: Table) -> str:
    """Return a table as lines of aligned text."""
    lines = [table.columns, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sides = [">" if name in table.right else "<" for name in table.columns]
    shape = list(zip(sides, widths, strict=True))
    return "\n".join(_aligned(line, shape) for line in lines)


def _aligned(line: Sequence[str], shape: Sequence[tuple[str, int]]) -> str:
    cells = zip(line, shape, strict=True)
    return "  ".join(f"{cell:{side}{width}}" for cell, (side, width) in cells).rstrip()


def _show_rich(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(box=box.SIMPLE_HEAD, header_style="bold")
    for name in table.columns:
        grid.add_column(name, justify="right" if name in table.right else "left")
    tint = list(table.columns).index(table.tint) if table.tint in table.columns else None
    tints: dict[str, str] = {}
    for row in table.rows:
        style = _style(row[tint], tints) if tint is not None else ""
        grid.add_row(*(Text(cell, style=style if n == tint else "") for n, cell in enumerate(row)))
    Console().print(grid)


def _style(subject: str, tints: dict[str, str]) -> str:
    return tints.setdefault(subject, PALETTE[len(tints) % len(PALETTE)]) if subject else ""
