"""GitHub Flow: one long-lived branch, which changes by merges of short ones alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects_repo.health.branches import Branch
from projects_repo.health.finding import Finding, Severity, Where
from projects_repo.health.merges import merged_name
from projects_repo.history import Commit, History

# What GitHub writes where it squashes a pull request into one commit.
SQUASHED = re.compile(r".*\(#\d+\)$")


def find_direct_commits(history: History, main: Branch) -> Iterator[Finding]:
    """Find commits that were made on main itself, since the first branch was merged into it."""
    for commit in _since_first_merge(list(history.first_parents(main.tip))):
        if not commit.is_merge and not SQUASHED.match(commit.subject):
            yield Finding(
                "direct-commit",
                Severity.WARNING,
                Where(commit=commit),
                f"{commit} was made on {main.name} itself, so nobody could look at it before.",
                "git switch -c TOPIC before the next commit, and protect the branch",
            )


def find_merges_of_itself(history: History, main: Branch) -> Iterator[Finding]:
    """Find merges of main into itself: they make another's commits look like a side branch of one's own."""
    for commit in history.first_parents(main.tip):
        name = merged_name(commit, history) if commit.is_merge else ""
        if name == main.name or name.endswith(f"/{main.name}"):
            yield Finding(
                "merge-of-itself",
                Severity.WARNING,
                Where(commit=commit),
                f"{commit} merged {main.name} into {main.name}, so its first parent is not what "
                f"{main.name} was.",
                f"git config pull.ff only, and git switch -c TOPIC before work on {main.name}",
            )


def _since_first_merge(commits: list[Commit]) -> list[Commit]:
    """Leave out the commits with which a repository began; newest first."""
    merges = [at for at, commit in enumerate(commits) if commit.is_merge]
    return commits[: max(merges, default=0)]
