"""What the learner's program prints here: its main job, run once, in the environment that its tests passed in."""

from __future__ import annotations

import os
import platform
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ..engine.surroundings import ONE_THREAD
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


def measure(
    folder: Path, python: Path, jobs: Sequence[Sequence[str]], heard: Callable[[str], None]
) -> Measured:
    """Run the first job that ends well and prints something, or else the last; `heard` gets each line at once."""
    for job in jobs:
        measured = _run(folder, python, job, heard)
        if not measured.status and measured.printed:
            break
    return measured


def _run(folder: Path, python: Path, job: Sequence[str], heard: Callable[[str], None]) -> Measured:
    """Run a job in `folder`, apart from the learner's own data, but with the data sets that are here."""
    with tempfile.TemporaryDirectory(prefix="roadmap-") as home:
        variables = _environment(home)
        began = time.perf_counter()
        status, printed = _listen([str(python), "-P", *job], folder, variables, heard)
        seconds = time.perf_counter() - began
    for place, short in ((home, "~"), (str(folder), "."), (str(Path.home()), "~")):
        printed = printed.replace(place, short)
    machine, today = _machine(python, variables["OMP_NUM_THREADS"]), datetime.now(UTC).date()
    return Measured(shlex.join(["python", *job]), _cut(printed), seconds, status, machine, today)


def _listen(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], heard: Callable[[str], None]
) -> tuple[int, str]:
    """Run a command to its end, or until patience ends; return its status, and all that it printed."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # so that it ends with all that it started
    ) as process:
        assert process.stdout is not None
        lines = []
        timer = threading.Timer(PATIENCE_S, _end, [process])
        timer.start()
        try:
            for line in process.stdout:
                lines.append(line)
                heard(line.strip())
            process.wait()
        finally:
            is_hung = not timer.is_alive()
            timer.cancel()
            _end(process)
    return HUNG if is_hung else process.returncode, "".join(lines)


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment(home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    return ONE_THREAD | kept | plain | {"HOME": home, "XDG_CACHE_HOME": cache}


def _cut(printed: str) -> str:
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    shown = lines if len(lines) <= LINES else [*lines[: LINES - 10], "…", *lines[-9:]]
    return "\n".join(shown)


def _machine(python: Path, threads: str) -> str:
    """Return the class of this machine, and nothing that tells whose it is."""
    version = subprocess.run(
        [str(python), "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    cpus, on = os.cpu_count() or 1, "one thread" if threads == "1" else f"{threads} threads"
    return f"{platform.system()} on {platform.machine()}, {cpus} CPU{'s' * (cpus > 1)}, {version}, {on}"
