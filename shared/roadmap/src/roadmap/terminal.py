"""What the terminal can do: colour, columns."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator

import click

from .repository import typed_here


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
    click.echo(typed_here(text), color=has_colour())


def transient(text: str = "") -> None:
    """Show a line on a terminal until the next one takes its place; elsewhere nothing."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\x1b[K{text[: width() - 1]}")
        sys.stdout.flush()


@contextlib.contextmanager
def working(text: str) -> Iterator[None]:
    """Say what takes a while, and on a terminal for how many seconds it has."""
    if not sys.stdout.isatty():
        say(text)
        yield
        return
    began, done = time.monotonic(), threading.Event()

    def tick() -> None:
        while not done.wait(0.5):
            click.echo(f"\r{text} {time.monotonic() - began:.0f} s", nl=False, color=has_colour())

    click.echo(text, nl=False, color=has_colour())
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()
        click.echo(f"\r{text} {time.monotonic() - began:.0f} s", color=has_colour())
