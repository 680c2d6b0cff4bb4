"""What the learner's program prints here: its main job, run once, in the environment that its tests passed in."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ..learner import Work

PATIENCE_S = 3600.0  # a training may take its time
HUNG = -1000  # in place of an exit status
LINES = 60  # of what is printed that are shown
DROPPED = ("PYTHON", "XDG_", "NO_COLOR", "FORCE_COLOR", "GIT_")


@dataclass(frozen=True)
class Measured:
    """One run: the command, what it printed, how long it took, and on what."""

    command: str
    printed: str
    seconds: float
    status: int
    machine: str
    day: date

    @property
    def fault(self) -> str:
        """How it went wrong, in a few words; nothing where it did not."""
        if self.status == HUNG:
            return f"had no end after {PATIENCE_S:.0f} s"
        return f"ended with status {self.status}" if self.status else ""


def jobs_of(work: Work) -> list[list[str]]:
    """Return what Python may run as the main job: the package, or what the last step has one see."""
    package, last = work.reference.packages[0], work.reference.exercise.steps[-1]
    see = shlex.split(last.see)[1:]
    return [["-m", package], *([see] if see else [])]


def measure(python: Path, jobs: Sequence[Sequence[str]]) -> Measured:
    """Run the first job that ends well and prints something, or else the last."""
    for job in jobs:
        measured = _run(python, job)
        if not measured.status and measured.printed:
            break
    return measured


def _run(python: Path, job: Sequence[str]) -> Measured:
    """Run a job apart from the learner's own data, but with the data sets that are here."""
    with tempfile.TemporaryDirectory(prefix="roadmap-") as home:
        began = time.perf_counter()
        try:
            done = subprocess.run(
                [str(python), "-P", *job],
                cwd=home,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                timeout=PATIENCE_S,
            )
            status, printed = done.returncode, done.stdout
        except subprocess.TimeoutExpired:
            status, printed = HUNG, ""
        seconds = time.perf_counter() - began
        printed = _cut(printed.replace(home, "~").replace(str(Path.home()), "~"))
    today = datetime.now(UTC).date()
    return Measured(shlex.join(["python", *job]), printed, seconds, status, _machine(python), today)


def _environment(home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | plain | {"HOME": home, "XDG_CACHE_HOME": cache}


def _cut(printed: str) -> str:
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    shown = lines if len(lines) <= LINES else [*lines[: LINES - 10], "…", *lines[-9:]]
    return "\n".join(shown)


def _machine(python: Path) -> str:
    """Return the class of this machine, and nothing that tells whose it is."""
    version = subprocess.run(
        [str(python), "--version"], capture_output=True, text=True, check=False
    ).stdout
    cpus = os.cpu_count() or 1
    return f"{platform.system()} on {platform.machine()}, {cpus} CPU{'s' * (cpus > 1)}, {version.strip()}"
