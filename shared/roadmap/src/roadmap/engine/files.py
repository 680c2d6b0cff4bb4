"""Which files of a project belong into its states: those that git knows or would take."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath

# What a state leaves out beside what git ignores: the exercise's own description, and other solutions.
NOT_IN_STATES = ("exercise.toml", "mistakes.json", "steps", "benchmarks", "alternatives")
IGNORED_WITHOUT_GIT = {".git", ".venv", "venv", "__pycache__", "build", "dist", ".DS_Store"}


def project_files(folder: Path) -> list[str]:
    """Return the files of a project that belong into its states, sorted."""
    names = _files_known_to_git(folder)
    if names is None:
        names = [
            p.relative_to(folder).as_posix()
            for p in folder.rglob("*")
            if p.is_file() or p.is_symlink()
        ]
        names = [n for n in names if not IGNORED_WITHOUT_GIT & set(PurePosixPath(n).parts)]
    return sorted(n for n in names if PurePosixPath(n).parts[0] not in NOT_IN_STATES)


def _files_known_to_git(folder: Path) -> list[str] | None:
    """Ask git which files are tracked or neither tracked nor ignored; None where git does not answer."""
    command = [
        "git",
        "-C",
        str(folder),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    try:
        surroundings = {
            k: v for k, v in os.environ.items() if not k.startswith("GIT_")
        }  # of a hook
        done = subprocess.run(command, capture_output=True, check=True, env=surroundings)
        listed = done.stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return None
    names = [name for name in listed.split("\0") if name]
    return [n for n in names if (folder / n).is_file()] or None
