"""Who somebody is, by their own git settings."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from projects_repo.git import GitError, find_git, personal

HOW_TO_SET = (
    "git does not know who you are: "
    "`git config --global user.name NAME` and `git config --global user.email ADDRESS` tell it."
)


@dataclass(frozen=True)
class Person:
    """Whoever makes a commit."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


def who_am_i(repository: Path) -> Person:
    """Return the identity that the user's settings give in a repository; raise `GitError` where they give none."""
    done = subprocess.run(
        # Git would otherwise make an address of the names of the user and of the machine.
        [find_git(), "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"],
        cwd=repository,
        env=personal(),
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    told = re.match(r"(.*) <(.*)> \d+ [+-]\d+$", done.stdout.strip())
    if done.returncode or told is None:
        raise GitError(HOW_TO_SET)
    return Person(told[1], told[2])
