"""The check: read a repository once, ask every rule, and say what could not be judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from projects_repo.git import GitError, Repository
from projects_repo.health import branches as of_branches
from projects_repo.health import files, git_flow, github_flow, hooks, markers, projects, secrets
from projects_repo.health.branches import Branch
from projects_repo.health.finding import SHORT, Finding, counted
from projects_repo.health.tree import (
    SUBMODULE,
    Entry,
    read_entries,
    read_past_entries,
    read_texts,
)
from projects_repo.history import BRANCHES, History, read_history

GITHUB_FLOW, GIT_FLOW = "github-flow", "git-flow"
DEVELOP = "develop"
# Set where files are fetched only when they are needed.
PARTIAL = r"^(extensions\.partialclone|remote\..*\.promisor)$"


@dataclass(frozen=True)
class Wishes:
    """What is asked of a check; without a `model`, the history is not held to any."""

    today: date
    stale_days: int = 90
    base: str = "main"
    model: str = ""
    with_history: bool = False  # look for secrets in every commit, too


@dataclass(frozen=True)
class Report:
    """What was found, in the order of the rules; what could not be judged; and how much was looked at."""

    findings: list[Finding]
    notes: list[str]
    looked_at: str


@dataclass(frozen=True)
class Look:
    """A repository as it was read."""

    history: History
    branches: list[Branch]
    entries: list[Entry]  # of the tip
    is_shallow: bool

    @property
    def repository(self) -> Repository:
        return self.history.repository

    def branch(self, name: str) -> Branch | None:
        """Return the branch of a name: that which is here, or else a remote's."""
        return next((branch for branch in self.branches if branch.name == name), None)


def check(repository: Repository, wishes: Wishes) -> Report:
    """Look at a repository and change nothing in it; raise `GitError` where one cannot look."""
    _refuse_partial(repository)
    look = _read(repository)
    findings = [*_of_files(look, wishes), *hooks.find_broken_hooks(repository)]
    if not look.is_shallow:
        findings += [*_of_branches(look, wishes), *_of_model(look, wishes)]
    counts = (
        counted(len(look.entries), "file"),
        counted(len(look.branches), "branch", "branches"),
        counted(len(look.history.commits), "commit"),
    )
    return Report(findings, list(_reservations(look, wishes)), "{}, {} and {}".format(*counts))


def _read(repository: Repository) -> Look:
    history = read_history(repository)
    tip = history.find(history.head)
    entries = read_entries(repository, tip.id) if tip else []
    is_shallow = repository.git("rev-parse", "--is-shallow-repository").strip() == "true"
    return Look(history, of_branches.read_branches(repository), entries, is_shallow)


def _refuse_partial(repository: Repository) -> None:
    """Refuse a clone without all files: git would fetch them, and a look shall change nothing."""
    if not repository.attempt("config", "--get-regexp", PARTIAL).returncode:
        raise GitError(
            "this clone is partial, and a look would have to fetch files: `git clone` one without --filter."
        )


def _of_files(look: Look, wishes: Wishes) -> Iterator[Finding]:
    entries, repository = look.entries, look.repository
    yield from files.find_made_files(entries)
    yield from files.find_big_files(entries)
    telling = [entry for entry in entries if projects.tells_of_projects(entry)]
    yield from projects.find_untested_projects(read_texts(repository, telling))
    yield from markers.find_merge_markers(repository, read_texts(repository, entries))
    known = {entry.id for entry in entries}
    past = read_past_entries(look.history, known) if wishes.with_history else []
    every = [*entries, *past]
    yield from secrets.find_secret_files(every)
    yield from secrets.find_secrets(read_texts(repository, every))


def _of_branches(look: Look, wishes: Wishes) -> Iterator[Finding]:
    yield from of_branches.find_diverged_branches(look.branches)
    name = DEVELOP if wishes.model == GIT_FLOW else wishes.base
    if base := look.branch(name):
        every, history = look.branches, look.history
        yield from of_branches.find_merged_branches(every, history, base)
        yield from of_branches.find_stale_branches(
            every, history, base, wishes.today, wishes.stale_days
        )


def _of_model(look: Look, wishes: Wishes) -> Iterator[Finding]:
    history, main, develop = look.history, look.branch(wishes.base), look.branch(DEVELOP)
    if wishes.model == GITHUB_FLOW and main:
        yield from github_flow.find_direct_commits(history, main)
        yield from github_flow.find_merges_of_itself(history, main)
    if wishes.model == GIT_FLOW and main and develop:
        yield from git_flow.find_unreleased_commits(history, main, develop)
        yield from git_flow.find_untagged_releases(history, main, develop)
        yield from git_flow.find_lost_releases(history, main, develop)
        yield from git_flow.find_misbegun_features(history, main, develop, look.branches)


def _reservations(look: Look, wishes: Wishes) -> Iterator[str]:
    """Yield what could not be judged, and why."""
    history = look.history
    if not history.commits:
        yield "There is no commit yet, so there is nothing to judge."
        return
    tip = history.find(history.head)
    if tip is None:
        name = history.head.removeprefix(BRANCHES)
        yield f"HEAD is on {name}, which has no commit yet: no file was looked at."
    elif history.is_detached:
        yield f"HEAD is on no branch: the files are those of {tip} ({tip.id[:SHORT]})."
    if modules := [entry.path for entry in look.entries if entry.mode == SUBMODULE]:
        yield f"What is in submodules was not looked at: {', '.join(modules)}."
    if look.is_shallow:
        yield "The clone is shallow: branches, the model and older commits were not judged; git fetch --unshallow."
        return
    wanted = [wishes.base, *([DEVELOP] if wishes.model == GIT_FLOW else [])]
    for name in wanted:
        if look.branch(name) is None:
            yield f"There is no branch {name}, so what should be merged into it was not judged."
