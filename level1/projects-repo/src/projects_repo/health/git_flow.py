"""Git Flow: main holds releases, develop what comes next, and features begin at develop (Driessen, 2010)."""

from __future__ import annotations

from collections.abc import Iterator

from projects_repo.health.branches import Branch
from projects_repo.health.finding import SHORT, Finding, Severity, Where, command
from projects_repo.health.merges import merged_name
from projects_repo.history import Commit, History

RELEASES = ("release/", "hotfix/")
FEATURES = "feature/"


def find_unreleased_commits(history: History, main: Branch, develop: Branch) -> Iterator[Finding]:
    """Find commits of main that are no release: neither a merge of release/* nor of hotfix/*."""
    for commit in _after_beginning(history, main, develop):
        if not _is_release(commit, history):
            yield _finding(
                "not-a-release",
                Where(commit=commit),
                f"{commit} is on {main.name} and no merge of a release or a hotfix.",
                f"git switch -c hotfix/NAME {main.name} before the next one",
            )


def find_untagged_releases(history: History, main: Branch, develop: Branch) -> Iterator[Finding]:
    """Find releases that nobody can name."""
    tagged = set(history.tags.values())
    for commit in _after_beginning(history, main, develop):
        if _is_release(commit, history) and commit.id not in tagged:
            version = merged_name(commit, history).partition("/")[2]
            yield _finding(
                "untagged-release",
                Where(commit=commit),
                f"{commit} is a release without a tag, so nobody can name it.",
                command("git", "tag", "-a", version, commit.id[:SHORT], "-m", version),
            )


def find_lost_releases(history: History, main: Branch, develop: Branch) -> Iterator[Finding]:
    """Find releases and hotfixes that develop lacks: the next release would undo them."""
    on_main = {commit.id for commit in history.ancestors(main.tip)}
    # A hotfix may reach develop by way of a release that is being prepared.
    coming = [tip for ref, tip in history.refs.items() if "/release/" in ref and tip not in on_main]
    brought_back = {commit.id for commit in history.ancestors(develop.tip, *coming)}
    for commit in _after_beginning(history, main, develop):
        if _is_release(commit, history) and commit.parents[1] not in brought_back:
            name = merged_name(commit, history)
            merge = command("git", "merge", "--no-ff", commit.parents[1][:SHORT])
            yield _finding(
                "not-merged-back",
                Where(commit=commit),
                f"{name} is on {main.name} and not on {develop.name}: the next release lacks it.",
                f"{command('git', 'switch', develop.name)} && {merge}",
            )


def find_misbegun_features(
    history: History, main: Branch, develop: Branch, branches: list[Branch]
) -> Iterator[Finding]:
    """Find feature branches that begin at a commit which only main has."""
    on_develop = {commit.id for commit in history.ancestors(develop.tip)}
    on_main = {commit.id for commit in history.ancestors(main.tip)}
    for branch in branches:
        if not branch.name.startswith(FEATURES):
            continue
        chain = history.first_parents(branch.tip)
        fork = next((one for one in chain if one.id in on_develop or one.id in on_main), None)
        if fork is None or fork.id not in on_develop:
            begins = f"at {fork} of {main.name}" if fork else "with a root of its own"
            yield _finding(
                "feature-not-from-develop",
                Where(branch=str(branch)),
                f"{branch} begins {begins}, and not at {develop.name}.",
                command("git", "rebase", "--onto", str(develop), str(main), branch.name),
            )


def _after_beginning(history: History, main: Branch, develop: Branch) -> list[Commit]:
    """Return main's own commits, but for those before its first merge that develop began with."""
    commits = list(history.first_parents(main.tip))
    on_develop = {commit.id for commit in history.ancestors(develop.tip)}
    first = max((at for at, commit in enumerate(commits) if commit.is_merge), default=-1)
    return [c for at, c in enumerate(commits) if at <= first or c.id not in on_develop]


def _is_release(commit: Commit, history: History) -> bool:
    return commit.is_merge and merged_name(commit, history).startswith(RELEASES)


def _finding(rule: str, where: Where, says: str, mend: str) -> Finding:
    return Finding(rule, Severity.WARNING, where, says, mend)
