"""What the tests of `check` share: repositories made quickly, and what is found in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from projects_repo.git import Repository
from projects_repo.health.check import Report, Wishes, check
from projects_repo.katas.scenario import Story

TODAY = date(2026, 3, 10)  # a week after stories begin


def told(folder: Path, files: Mapping[str, str | None]) -> Repository:
    """Make a repository of one commit with some files."""
    story = Story()
    story.commit("main", "Begin", files)
    return story.write(folder)


def look(repository: Repository, **wishes: object) -> Report:
    return check(repository, Wishes(**{"today": TODAY, **wishes}))


def found(repository: Repository, **wishes: object) -> list[tuple[str, str]]:
    """Return each finding's rule and place."""
    return [(one.rule, str(one.where)) for one in look(repository, **wishes).findings]
