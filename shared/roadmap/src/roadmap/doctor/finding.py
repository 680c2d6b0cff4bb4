"""What the doctor finds: one thing, how it is, and the command that mends it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `state` is ``good``, ``lacking`` (one can go on) or ``bad`` (it stops one)."""

    state: str
    says: str
    mend: str = ""


def good(says: str) -> Finding:
    return Finding("good", says)


def lacking(says: str, mend: str) -> Finding:
    return Finding("lacking", says, mend)


def bad(says: str, mend: str) -> Finding:
    return Finding("bad", says, mend)


def to_install(package: str) -> str:
    """Return the command that installs a package of the system."""
    for manager in ("apt-get", "dnf", "brew"):
        if shutil.which(manager):
            return f"{'' if manager == 'brew' else 'sudo '}{manager} install {package}"
    return f"install {package} with the package manager of your system"


def said_by(*command: str, cwd: Path | None = None) -> str:
    """Return what a command prints; nothing where it fails or cannot be started."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.strip()
