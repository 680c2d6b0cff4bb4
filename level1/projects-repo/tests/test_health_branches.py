"""What `check` says of branches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from looking import found, look

from projects_repo.git import Repository
from projects_repo.katas.scenario import Story


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Main, with a branch that is merged, one at work since 2 March, and one that has nothing of its own yet."""
    story = Story()
    story.commit("main", "Begin", {"a": ""})
    story.branch("done", at="main")
    story.branch("ongoing", at="main")
    story.commit("done", "Do it", {"b": ""})
    story.commit("ongoing", "Try it", {"c": ""})
    story.commit("main", "Merge done", {"b": ""}, merging=["done"])
    story.branch("fresh", at="main")
    return story.write(tmp_path / "r")


def test_finds_a_branch_that_is_merged_and_still_there(repository: Repository) -> None:
    """A merged branch is found, its command deletes it, and one that just began is left alone."""
    (finding,) = look(repository).findings
    assert (finding.rule, finding.where.branch) == ("merged-branch", "done")
    repository.git(*finding.mend.split()[1:])
    assert found(repository) == []


def test_a_stale_branch_had_no_commit_for_longer_than_allowed(repository: Repository) -> None:
    """Exactly as many days as allowed are not too many; a branch that is merged is not stale."""
    repository.git("branch", "-D", "done")
    for day, places in ((date(2026, 3, 12), []), (date(2026, 3, 13), ["ongoing"])):
        stale = found(repository, today=day, stale_days=10)
        assert [where for rule, where in stale if rule == "stale-branch"] == places


def test_a_branch_with_roots_of_its_own_is_not_stale(tmp_path: Path) -> None:
    """Pages, say, that never are to be merged may rest for as long as they are right."""
    story = Story()
    story.commit("main", "Begin", {"a": ""})
    story.commit("gh-pages", "Publish", {"index.html": ""})
    assert found(story.write(tmp_path / "r"), today=date(2030, 1, 1)) == []


def test_what_mends_a_stale_branch_keeps_its_commits(repository: Repository) -> None:
    """The branch goes, a tag keeps what was on it."""
    tip = repository.git("rev-parse", "ongoing")
    report = look(repository, today=date(2027, 1, 1))
    (finding,) = (one for one in report.findings if one.where.branch == "ongoing")
    for command in finding.mend.partition(",")[0].split(" && "):
        repository.git(*command.split()[1:])
    assert "ongoing" not in repository.git("branch")
    assert repository.git("rev-parse", "archive/ongoing") == tip


def test_finds_a_branch_that_went_apart_from_its_upstream(
    repository: Repository, tmp_path: Path
) -> None:
    """Ahead and behind at once is diverged; behind alone is not, and a rebase mends it."""
    Repository(tmp_path).git("clone", "-q", str(repository.folder), "clone")
    clone = Repository(tmp_path / "clone")
    clone.git("config", "user.name", "You")
    clone.git("config", "user.email", "you@example.org")
    repository.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    clone.git("fetch", "-q")
    assert not [rule for rule, _ in found(clone) if rule == "diverged-branch"]
    (clone.folder / "mine").write_text("")
    clone.git("add", "mine")
    clone.git("commit", "-q", "-m", "Mine")
    (finding,) = (one for one in look(clone).findings if one.rule == "diverged-branch")
    assert "main and origin/main went apart: it is ahead 1, behind 1" in finding.says
    clone.git(*finding.mend.split()[1:])
    assert not [rule for rule, _ in found(clone) if rule == "diverged-branch"]


def test_sees_the_branches_of_a_remote(repository: Repository, tmp_path: Path) -> None:
    """In a clone, as in CI, the remote's branches are the branches; the command deletes one there."""
    Repository(tmp_path).git("clone", "-q", str(repository.folder), "clone")
    clone = Repository(tmp_path / "clone")
    (finding,) = look(clone).findings
    assert (finding.rule, str(finding.where)) == ("merged-branch", "origin/done")
    clone.git(*finding.mend.split()[1:])
    who = ("-c", "user.name=You", "-c", "user.email=you@example.org")
    clone.git(*who, "commit", "-q", "--allow-empty", "-m", "Go on")
    # Main has left origin/HEAD behind, too; but that is no branch.
    assert found(clone) == [("merged-branch", "origin/fresh")]


def test_a_base_that_is_not_there_is_said(repository: Repository) -> None:
    """Without the branch that others are merged into, nothing is judged of merging, and that is said."""
    report = look(repository, base="trunk")
    assert report.findings == []
    assert report.notes == [
        "There is no branch trunk, so what should be merged into it was not judged."
    ]
