"""The first commit of the new repository, by whoever git knows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# No hook, no signature that asks for a passphrase; everything else as the learner has it.
QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false")


def commit_all(folder: Path, message: str) -> str:
    """Make `folder` a repository with one commit; return its author, or nothing where git knows none.

    Then all of it is left to be committed.
    """
    try:
        _git(folder, "init", "--quiet", "--initial-branch=main")
        _git(folder, "add", "--all")
        author = f"{_git(folder, 'config', 'user.name')} <{_git(folder, 'config', 'user.email')}>"
        _git(folder, "commit", "--quiet", "--message", message)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return author


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says; the variables that a hook sets for another repository are kept from it."""
    named = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith(named)}
    done = subprocess.run(
        ["git", *QUIET, *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
