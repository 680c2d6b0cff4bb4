"""What mypy says of a state. It runs none of its code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def mypy_says(python: str, state: Path, cache: Path) -> set[str]:
    """Return what mypy says of the project in ``state``, without line numbers; raise `RuntimeError` if it fails."""
    done = subprocess.run(
        [
            python,
            "-m",
            "mypy",
            "--cache-dir",
            str(cache),
            "--no-error-summary",
            "--no-color-output",
        ],
        cwd=state,
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 1):
        told = (done.stderr or done.stdout).strip().splitlines()
        raise RuntimeError(f"mypy did not run: {told[-1] if told else 'it says nothing'}")
    return {re.sub(r":\d+", "", line) for line in done.stdout.splitlines()}


def difference(reference: set[str], skeleton: set[str]) -> str:
    return "; ".join(sorted(skeleton - reference) or sorted(reference - skeleton))
