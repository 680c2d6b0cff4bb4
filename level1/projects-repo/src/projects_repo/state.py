"""What a repository is in the middle of, and what in its working tree is not committed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from projects_repo.git import Repository

# What git is in the middle of, by the file that it keeps meanwhile, and the command that ends it.
OPERATIONS = {
    "rebase-merge": ("a rebase", "git rebase --continue"),
    "rebase-apply/applying": ("an am session", "git am --continue"),
    "rebase-apply": ("a rebase", "git rebase --continue"),
    "MERGE_HEAD": ("a merge", "git merge --continue"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue"),
    "REVERT_HEAD": ("a revert", "git revert --continue"),
    "BISECT_LOG": ("a bisect", "git bisect reset"),
}
STATUS = (
    *("status", "--porcelain=v2", "-z", "--untracked-files=all"),
    *("--no-renames", "--ignore-submodules=dirty"),
)
FILTERS = r"^filter\..*\.(clean|process|required)$"


@dataclass(frozen=True)
class State:
    """What is `under_way`, with the command that `ends` it, and the paths of what is not committed."""

    under_way: str = ""
    ends: str = ""
    staged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    unmerged: tuple[str, ...] = ()


def read_state(repository: Repository) -> State:
    """Look at the working tree; a bare repository has none."""
    told = repository.git("rev-parse", "--is-bare-repository", "--absolute-git-dir")
    is_bare, _, place = told.rstrip("\n").partition("\n")
    under_way, ends = operation(Path(place))
    if is_bare == "true":
        return State(under_way, ends)
    rows = _status(repository).split("\0")[:-1]
    tracked = [row.split(" ", 8) for row in rows if row.startswith("1 ")]
    return State(
        under_way=under_way,
        ends=ends,
        staged=tuple(path for _, xy, *_, path in tracked if xy[0] != "."),
        changed=tuple(path for _, xy, *_, path in tracked if xy[1] != "."),
        untracked=tuple(row[2:] for row in rows if row.startswith("? ")),
        unmerged=tuple(row.split(" ", 10)[10] for row in rows if row.startswith("u ")),
    )


def operation(place: Path) -> tuple[str, str]:
    """Return what git is in the middle of, by its folder, and the command that ends it; both empty where it is not."""
    return next((told for name, told in OPERATIONS.items() if (place / name).exists()), ("", ""))


def _status(repository: Repository) -> str:
    """Return what `git status` says; no filter is run for it, and no submodule is entered."""
    keys = repository.attempt("config", "-z", "--name-only", "--get-regexp", FILTERS).stdout
    off = [(key, "") for key in os.fsdecode(keys).split("\0")[:-1]]
    return repository.git(*STATUS, settings=off)
