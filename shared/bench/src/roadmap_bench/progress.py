"""How far it is: on a terminal a bar with the time left, elsewhere a line for each case that is done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """Rounds played, case by case; told on standard error."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    def begin(self, name: str, rounds: int) -> None:
        """Begin a case."""
        self._task = self._bars.add_task(name, total=rounds)

    def advance(self) -> None:
        """Count a round."""
        self._bars.advance(self._task)

    def end(self, line: str) -> None:
        """Put what came of the case in the place of its bar."""
        self._bars.remove_task(self._task)
        self._bars.refresh()
        self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def show_progress() -> Iterator[Progress]:
    """Show progress while the body runs."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("rounds, left"),
        TimeRemainingColumn(),
    )
    hours = 3600.0  # a round may take longer than the half minute that rich looks back
    bars = Bars(
        *columns, console=console, speed_estimate_period=hours, disable=not console.is_terminal
    )
    with bars:
        yield Progress(bars)
