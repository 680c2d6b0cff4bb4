"""Whether a project works in a folder of its own: all its tests, and its main job, in a new environment there."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..engine.surroundings import ONE_THREAD
from ..environment import make_environment, python_of
from ..learner import Work
from ..uv import Stage
from .measure import Measured, jobs_of, measure

LINES = 12  # of pytest's that are shown
PATIENCE_S = 1800.0


@dataclass(frozen=True)
class Trial:
    """What came of it; `failed` holds pytest's last lines where not all tests passed."""

    failed: str
    measured: Measured


def make_trial(work: Work, folder: Path, tests: str, stage: Stage) -> Trial:
    """Make an environment beside `folder`, a copy of `work`, run all its tests there, and measure its main job."""
    venv = folder.with_name("venv")
    make_environment(folder, venv, stage=stage)
    stage("testing")
    failed = _failed_tests(folder, python_of(venv), tests)
    stage("running its main job")
    return Trial(failed, measure(folder, python_of(venv), jobs_of(work), stage))


def _failed_tests(folder: Path, python: Path, tests: str) -> str:
    """Return the last lines of pytest where a test failed, or none ran; else nothing."""
    dropped = ("PYTHON", "PYTEST_", "GIT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    try:
        done = subprocess.run(
            [str(python), "-P", "-m", "pytest", "-q", *tests.split()],
            cwd=folder,
            env=ONE_THREAD | kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired:
        return f"  no end after {PATIENCE_S:.0f} s"
    lines = [f"  {line}" for line in done.stdout.splitlines() if line.strip()]
    return "\n".join(lines[-LINES:]) if done.returncode else ""
