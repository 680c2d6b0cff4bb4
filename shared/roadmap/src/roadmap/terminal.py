"""What the terminal can do: colour, columns."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

import click

from .repository import typed_here

SPINNER, TICK_S = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", 0.1


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


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 test`, `2 tests`; `many` where the plural is more than an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def so_far(passed_s: float, expected_s: float) -> str:
    """Return for how long something has run, and of how long it was to take while it keeps to that."""
    return f"{passed_s:.0f}" + f" of about {expected_s:.0f}" * (passed_s < expected_s) + " s"


@contextlib.contextmanager
def ticking(expected_s: float = 0) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something takes a while, for how long it has, and what it is at.

    Yields the function that takes the latter; a short line, gone at the end.
    """
    doing, began, ended = [""], time.monotonic(), threading.Event()

    def tick() -> None:
        for sign in cycle(SPINNER):
            transient(f"{sign} {so_far(time.monotonic() - began, expected_s)}  {doing[0]}")
            if ended.wait(TICK_S):
                break
        transient()

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield partial(doing.__setitem__, 0)
    finally:
        ended.set()
        ticker.join()
