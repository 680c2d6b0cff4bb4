"""Runs that belong together: whoever no longer wants their answer cancels them all."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from .ahead import Ahead
from .results import Result
from .runs import Cancelled, Runner, Watch

AT_ONCE = min(4, max(2, os.cpu_count() or 2))  # runs at a time; more of them would crowd the memory


class Batch:
    """Runs of one `Runner`; `cancel` may come from another thread, and counts for those that would still begin."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._folders: list[Path] = []
        self._ahead: list[Ahead] = []
        self._is_cancelled = False
        self._lock = threading.Lock()

    def folder(self) -> Path:
        """Make a new folder for a run, as `Runner.folder` does; raise `Cancelled` where none is wanted any more."""
        with self._lock:
            if self._is_cancelled:
                raise Cancelled
            self._folders.append(self._runner.folder())
            return self._folders[-1]

    def pytest(
        self, folder: Path, files: Sequence[str], watch: Watch | None = None, early: bool = False
    ) -> Result:
        return self._runner.pytest(folder, files, watch, early)

    def begin(self, folder: Path, files: Sequence[str]) -> Ahead:
        """Begin a run of test ``files`` before the rest of its state is there."""
        self._ahead.append(Ahead(self._runner, folder, files))
        return self._ahead[-1]

    def command(self, folder: Path, arguments: Sequence[str]) -> Result:
        return self._runner.command(folder, arguments)

    def cancel(self) -> None:
        """End every run of the batch at once: who waits for one gets `Cancelled`."""
        with self._lock:
            self._is_cancelled = True
            for folder in self._folders:
                self._runner.cancel(folder)
            for run in self._ahead:
                run.open()
