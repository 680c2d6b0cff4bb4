"""Python code as it was in a commit, taken out of the repository and run."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass

from projects_repo.history import History

TRIAL_S = 10  # the longest that the code of a kata may take


@dataclass(frozen=True)
class Trial:
    """How a program ended: `worked` means with status 0, and `said` is the last line that it printed."""

    worked: bool
    said: str


def try_python(history: History, commit: str, *arguments: str) -> Trial:
    """Run Python among the files of a commit, in a folder of their own, which is then removed."""
    packed = history.repository.attempt("archive", "--format=tar", commit).stdout
    with tempfile.TemporaryDirectory(prefix="trial-") as folder:
        try:
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(folder, filter="data")
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=TRIAL_S,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except tarfile.TarError as error:
            return Trial(False, f"its files cannot be taken out: {error}")
        except subprocess.TimeoutExpired:
            return Trial(False, f"it did not end within {TRIAL_S} s")
    lines = [line for line in done.stdout.splitlines() if line.strip()] or ["it said nothing"]
    return Trial(done.returncode == 0, lines[-1])
