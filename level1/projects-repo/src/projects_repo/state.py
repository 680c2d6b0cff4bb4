"""What a repository is in the middle of, and what in its working tree is not committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from projects_repo.git import Repository

# What git is in the middle of, by the file that it keeps meanwhile, and the command that ends it.
OPERATIONS = {
    "rebase-merge": ("a rebase", "git rebase --continue"),
    "rebase-apply": ("a rebase", "git rebase --continue"),
    "MERGE_HEAD": ("a merge", "git merge --continue"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue"),
    "REVERT_HEAD": ("a revert", "git revert --continue"),
    "BISECT_LOG": ("a bisect", "git bisect reset"),
}


@dataclass(frozen=True)
class State:
    """Where HEAD is, what is `under_way` with the command that `ends` it, and the paths of what is not committed."""

    head: str
    under_way: str = ""
    ends: str = ""
    staged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    unmerged: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not (self.staged or self.changed or self.untracked or self.unmerged)


def read_state(repository: Repository) -> State:
    """Look at the working tree; of a bare repository, at HEAD alone."""
    place = Path(repository.git("rev-parse", "--absolute-git-dir").rstrip("\n"))
    under_way, ends = operation(place)
    if repository.git("rev-parse", "--is-bare-repository").strip() == "true":
        return State("a bare repository")
    told = repository.git("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all")
    rows = list(_rows(told.split("\0")))
    head = next(
        (row.removeprefix("# branch.head ") for row in rows if row.startswith("# branch.head ")), ""
    )
    tracked = [row.split(" ", 8) for row in rows if row[:2] in ("1 ", "2 ")]
    return State(
        head="no branch" if head == "(detached)" else head,
        under_way=under_way,
        ends=ends,
        staged=tuple(_path(fields) for fields in tracked if fields[1][0] != "."),
        changed=tuple(_path(fields) for fields in tracked if fields[1][1] != "."),
        untracked=tuple(row[2:] for row in rows if row.startswith("? ")),
        unmerged=tuple(row.split(" ", 10)[10] for row in rows if row.startswith("u ")),
    )


def operation(place: Path) -> tuple[str, str]:
    """Return what git is in the middle of, by its folder, and the command that ends it; both empty where it is not."""
    return next((told for name, told in OPERATIONS.items() if (place / name).exists()), ("", ""))


def _rows(fields: list[str]) -> Iterator[str]:
    """Yield the rows of a status; the old name of what was renamed is a field of its own, and left out."""
    rest = iter(fields)
    for field in rest:
        if field.startswith("2 "):
            next(rest, None)
        if field:
            yield field


def _path(fields: list[str]) -> str:
    """Return the path of a changed row; that of a rename has its likeness before it."""
    return fields[8].partition(" ")[2] if fields[0] == "2" else fields[8]
