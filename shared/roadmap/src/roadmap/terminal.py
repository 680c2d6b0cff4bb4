"""What the terminal can do: colour, columns."""

from __future__ import annotations

import os
import shutil
import sys

import click


def command(text: str) -> str:
    """Return a command as people recognise one: in colour, or between backquotes where there is none."""
    return click.style(text, fg="cyan") if has_colour() else f"`{text}`"


def link(place: str) -> str:
    """Return a file and line as something to click on."""
    return click.style(place, underline=True)


def faint(text: str) -> str:
    return click.style(text, dim=True)


def has_colour() -> bool:
    """Tell whether to colour: a terminal, unless NO_COLOR is set; FORCE_COLOR colours in any case."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def say(text: str = "") -> None:
    """Print a line of ours."""
    click.echo(text, color=has_colour())
