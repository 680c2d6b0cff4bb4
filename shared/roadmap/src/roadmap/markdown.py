"""Markdown for a terminal, with rich: calm headings at the left, code in the terminal's own colours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, TableElement
from rich.measure import Measurement
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Column, Table
from rich.text import Text
from rich.theme import Theme

THEME = Theme(
    {
        "markdown.code": "cyan",
        "markdown.h3": "bold",
        "markdown.item.number": "cyan",
        "markdown.item.bullet": "cyan",
        "markdown.block_quote": "dim",
        "markdown.link": "underline",
        "markdown.link_url": "dim",
    }
)
# Code whose two ends are seen without its colour, too; the other is drawn between backquotes.
CLEAR = re.compile(r"(?!\.)\S*[\w)\]}'\"]|.*`.*")


class LeftHeading(Heading):
    """A heading at the left, without a frame."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield Text("")
        yield self.text


class QuietCode(CodeBlock):
    """Code set in by four columns, on the terminal's own background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lexer = (
            "pycon" if self.lexer_name == "python" and ">>>" in str(self.text) else self.lexer_name
        )
        syntax = Syntax("", lexer, theme="ansi_dark", background_color="default")
        code = syntax.highlight(str(self.text).rstrip())
        code.rstrip()
        for line in code.split("\n", allow_blank=True):
            yield from _fold(line, console, options.max_width)


def _fold(line: Text, console: Console, room: int) -> Iterator[Text]:
    """Yield a line of code, set in; where it is too long its rest comes below, set in deeper."""
    indent, deeper = " " * 2, " " * 6
    if len(indent) + line.cell_len <= room:
        yield Text(indent) + line
        return
    first, *rest = line.wrap(console, room - len(deeper))
    yield Text(indent) + first
    for piece in rest:
        yield Text(deeper) + piece


class QuietTable(TableElement):
    """A table that folds its cells: between words, while all the longest of them have room."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in super().__rich_console__(console, options):
            assert isinstance(table, Table)
            sizes = [_size(column, console, options) for column in table.columns]
            for column, width in zip(table.columns, _widths(sizes, options.max_width), strict=True):
                column.overflow = "fold"
                column.width = width
            yield table


def _size(column: Column, console: Console, options: ConsoleOptions) -> tuple[int, int]:
    """Return the widths of a column's longest word and of its longest cell."""
    cells = [Measurement.get(console, options, cell) for cell in (column.header, *column.cells)]
    return max(cell.minimum for cell in cells), max(cell.maximum for cell in cells)


def _widths(sizes: Sequence[tuple[int, int]], room: int) -> Iterator[int | None]:
    """Yield the width of each column: room for its longest word, and its share of the rest; None for rich's choice."""
    spare = room - sum(word + 2 for word, _ in sizes)
    wanted = sum(cell - word for word, cell in sizes)
    for word, cell in sizes:
        yield word + (cell - word) * spare // wanted if 0 <= spare < wanted else None


class QuietMarkdown(Markdown):
    elements: ClassVar = {
        **Markdown.elements,
        "heading_open": LeftHeading,
        "fence": QuietCode,
        "code_block": QuietCode,
        "table_open": QuietTable,
    }

    def __init__(self, text: str) -> None:
        super().__init__(text, hyperlinks=False)
        in_table = False  # there a cell shows its ends, and either all code has backquotes or none
        for token in self.parsed:
            in_table = token.type == "table_open" or (in_table and token.type != "table_close")
            for part in () if in_table else token.children or ():
                if part.type == "code_inline" and not CLEAR.fullmatch(part.content):
                    part.content = f"`{part.content}`"


def render(text: str, width: int) -> str:
    """Return Markdown as coloured text of at most `width` columns, set in by two."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="standard",
        theme=THEME,
        highlight=False,
    )
    console.print(Padding(QuietMarkdown(text), (0, 2, 0, 2)))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(lines) + "\n"
