"""What a merge merged: git keeps no names of branches, but its messages do."""

from __future__ import annotations

import re

from projects_repo.history import Commit, History

MESSAGES = (
    re.compile(r"Merge (?:remote-tracking )?branch '(?P<name>[^']+)'"),
    re.compile(r"Merge tag '(?P<name>[^']+)'"),
    re.compile(r"Merge pull request #\d+ from [^/\s]+/(?P<name>\S+)"),
    re.compile(r"Merge (?P<name>[\w./-]+)(?: into \S+)?$"),
)


def merged_name(commit: Commit, history: History) -> str:
    """Return the name of the branch that a merge brought, by its message or by what points there; or nothing."""
    for pattern in MESSAGES:
        if match := pattern.match(commit.subject):
            return match["name"]
    brought = commit.parents[1] if commit.is_merge else ""
    return next((name for name, tip in history.branches.items() if tip == brought), "")
