"""Branches: those that went apart from their upstream, those that nobody goes on with, those that are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from projects_repo.git import Repository
from projects_repo.health.finding import Finding, Severity, Where, command, counted
from projects_repo.history import BRANCHES, History

REMOTES = "refs/remotes/"
LONG_LIVED = ("main", "master", "develop")
FIELDS = (
    "%(refname)",
    "%(objectname)",
    "%(upstream:short)",
    "%(upstream:track,nobracket)",
    "%(committerdate:unix)",
    "%(symref)",
)


@dataclass(frozen=True)
class Branch:
    """A branch, here or as a remote had it; `track` is what git says of it and its upstream."""

    ref: str
    tip: str
    upstream: str
    track: str  # such as "ahead 1, behind 2"
    last_s: int  # when its tip was committed, since 1970

    @property
    def remote(self) -> str:
        """Return the remote's name; a branch that is here has none."""
        return "" if self.ref.startswith(BRANCHES) else self.ref[len(REMOTES) :].partition("/")[0]

    @property
    def name(self) -> str:
        """Return its name without the remote's."""
        prefix = f"{REMOTES}{self.remote}/" if self.remote else BRANCHES
        return self.ref.removeprefix(prefix)

    def __str__(self) -> str:
        return f"{self.remote}/{self.name}" if self.remote else self.name


def read_branches(repository: Repository) -> list[Branch]:
    """Read the branches that are here, and those that remotes had when they were fetched last."""
    listed = repository.git(
        "for-each-ref", f"--format={'%1f'.join(FIELDS)}", BRANCHES, REMOTES
    ).splitlines()
    rows = (line.split("\x1f") for line in listed)
    return [
        Branch(ref, tip, upstream, track, int(last_s or 0))
        for ref, tip, upstream, track, last_s, symref in rows
        if not symref  # origin/HEAD is another name of a branch
    ]


def find_diverged_branches(branches: Iterable[Branch]) -> Iterator[Finding]:
    """Find branches that have commits which their upstream lacks, and lack some that it has."""
    for branch in branches:
        if "ahead" in branch.track and "behind" in branch.track:
            yield Finding(
                "diverged-branch",
                Severity.ERROR,
                Where(branch=str(branch)),
                f"{branch} and {branch.upstream} went apart: it is {branch.track}.",
                command("git", "rebase", branch.upstream, branch.name),
            )


def find_merged_branches(
    branches: Iterable[Branch], history: History, base: Branch
) -> Iterator[Finding]:
    """Find branches of which nothing is left to merge."""
    merged = {commit.id for commit in history.ancestors(base.tip)} - {base.tip}
    for branch in _short_lived(branches, base):
        if branch.tip in merged:
            yield Finding(
                "merged-branch",
                Severity.WARNING,
                Where(branch=str(branch)),
                f"All of {branch} is on {base}, and the branch is still there.",
                _delete(branch, "-d"),
            )


def find_stale_branches(
    branches: Iterable[Branch], history: History, base: Branch, today: date, stale_days: int
) -> Iterator[Finding]:
    """Find branches that are to be merged, as one with roots of its own is not, and had no commit for too long."""
    merged = {commit.id for commit in history.ancestors(base.tip)}
    for branch in _short_lived(branches, base):
        idle_days = (today - datetime.fromtimestamp(branch.last_s, UTC).date()).days
        if idle_days <= stale_days or branch.tip in merged:
            continue
        if any(commit.id in merged for commit in history.ancestors(branch.tip)):
            keep = command("git", "tag", f"archive/{branch.name}", str(branch))
            yield Finding(
                "stale-branch",
                Severity.WARNING,
                Where(branch=str(branch)),
                f"{branch} is not merged, and had no commit for {counted(idle_days, 'day')}.",
                f"{keep} && {_delete(branch, '-D')}, which keeps its commits; or go on with it",
            )


def _short_lived(branches: Iterable[Branch], base: Branch) -> Iterator[Branch]:
    """Yield what is to be merged one day; a remote's branch stands back where there is one of its name here."""
    branches = list(branches)
    here = {branch.name for branch in branches if not branch.remote}
    for branch in branches:
        is_copy = bool(branch.remote) and branch.name in here
        if not is_copy and branch.name not in (base.name, *LONG_LIVED):
            yield branch


def _delete(branch: Branch, how: str) -> str:
    if branch.remote:
        return command("git", "push", branch.remote, "--delete", branch.name)
    return command("git", "branch", how, branch.name)
