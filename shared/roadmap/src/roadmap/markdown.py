"""Markdown for a terminal, with rich: calm headings at the left, code in the terminal's own colours."""

from __future__ import annotations

import io
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.padding import Padding
from rich.syntax import Syntax
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
        code = Syntax(
            str(self.text).rstrip(),
            lexer,
            theme="ansi_dark",
            background_color="default",
            word_wrap=True,
        )
        yield Padding(code, (0, 0, 0, 2))


class QuietMarkdown(Markdown):
    elements: ClassVar = {
        **Markdown.elements,
        "heading_open": LeftHeading,
        "fence": QuietCode,
        "code_block": QuietCode,
    }


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
    console.print(Padding(QuietMarkdown(text, hyperlinks=False), (0, 2, 0, 2)))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(lines) + "\n"
