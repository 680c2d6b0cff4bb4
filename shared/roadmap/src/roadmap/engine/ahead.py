"""Runs begun ahead: pytest is configured before there is a state, and waits for it at a gate.

The gate is a named pipe in the folder of the run. It is there before the run begins, and gone once it is open.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .results import Result
from .runs import GATE, Runner, Watch


class Ahead:
    """A run of test ``files``, which are in ``folder``/state already; `result` goes on once the rest is there, too."""

    def __init__(self, runner: Runner, folder: Path, files: Sequence[str]) -> None:
        self.folder, self._runner = folder, runner
        os.mkfifo(folder / GATE)
        self._pipe = os.open(
            folder / GATE, os.O_RDWR
        )  # so that neither side waits for the other to come
        self._is_closed = True
        self._run = runner.begin_pytest(folder, files)

    def result(self, watch: Watch | None = None) -> Result:
        """Open the gate and wait for the end of the run."""
        began = time.monotonic()
        self.open()
        return replace(self._runner.result(self._run, watch), seconds=time.monotonic() - began)

    def open(self) -> None:
        if self._is_closed:
            self._is_closed = False
            os.write(self._pipe, b"x")
            (self.folder / GATE).unlink(missing_ok=True)
            os.close(self._pipe)
