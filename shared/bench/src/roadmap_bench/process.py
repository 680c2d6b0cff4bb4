"""Run a command in a fresh process on one thread, and return what it took."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
ONE_THREAD = dict.fromkeys(
    [
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ],
    "1",
)
MB = 1_000_000
TAIL = 200  # characters of what a failed command said


class RunFailed(Exception):
    """A command could not be measured; the message says why in one line."""


@dataclass(frozen=True)
class Place:
    """Where commands run: the folder of a project, with the Python of its environment."""

    folder: Path
    python: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a run: one thread, bytecode kept, and the environment's programs first on the path."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        path = f"{self.python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return kept | ONE_THREAD | {"OMP_WAIT_POLICY": "passive", "PATH": path}

    def program(self, name: str) -> str:
        """Return the whole path of a program, or raise `RunFailed`."""
        if name == "python":
            return str(self.python)
        found = shutil.which(name, path=self.environment["PATH"])
        if found is None:
            raise RunFailed(f"{name} is not installed beside {self.python}")
        return str(Path(self.folder, found))


@dataclass(frozen=True)
class Finished:
    """What a process took, its children included, and what it printed; the peak is that of the largest of them."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    printed: str


def run(command: Sequence[str], place: Place, scratch: Path, limit_s: float) -> Finished:
    """Run `command` in the project's folder; raise `RunFailed` where it fails or outlives its limit.

    What it prints goes through files in `scratch`, so that it never waits for a reader.
    """
    stdout, stderr = scratch / "stdout", scratch / "stderr"
    line = [place.program(command[0]), *command[1:]]
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(limit_s), str(stdout), str(stderr)]
    with subprocess.Popen(
        [*launcher, *line],
        cwd=place.folder,
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us
    ) as process:
        try:
            told, trouble = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise RunFailed(f"{command[0]} could not be started: {_last_line(trouble)}")
    status, cpu_s, wall_s, peak = (float(figure) for figure in told.split())
    if wall_s >= limit_s:
        raise RunFailed(f"{command[0]} was killed after {limit_s:g} s")
    if status:
        said = _last_line(stderr.read_text("utf-8", "replace"))
        raise RunFailed(f"{command[0]} ended with {status:.0f}: {said}")
    return Finished(cpu_s, wall_s, peak / MB, stdout.read_text("utf-8", "replace"))


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:TAIL] if lines else "it said nothing"
