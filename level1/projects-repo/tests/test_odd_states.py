"""Whatever state somebody leaves a kata in, its judge answers in sentences, and accepts nothing that is not there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from projects_repo.git import GitError, Repository
from projects_repo.katas import KATAS, play
from projects_repo.katas.kata import WORK


def emptied(work: Path) -> None:
    shutil.rmtree(work / ".git")
    Repository(work).git("init", "-q")


def without_branches(work: Path) -> None:
    repository = Repository(work)
    repository.git("checkout", "-q", "--detach")
    for name in repository.git("for-each-ref", "--format=%(refname)", "refs/heads").split():
        repository.git("update-ref", "-d", name)


def begun_anew(work: Path) -> None:
    """Put every branch on a root that knows nothing of what was."""
    repository = Repository(work)
    tree = repository.git("mktree", given="").strip()
    root = repository.git("commit-tree", "-m", "Anew", tree).strip()
    for name in repository.git("for-each-ref", "--format=%(refname)", "refs/heads").split():
        repository.git("update-ref", name, root)


def all_at_one(work: Path) -> None:
    """Put every branch where HEAD is."""
    repository = Repository(work)
    for name in repository.git("for-each-ref", "--format=%(refname)", "refs/heads").split():
        repository.git("update-ref", name, "HEAD")


def without_files(work: Path) -> None:
    repository = Repository(work)
    repository.git("rm", "-q", "-r", "--force", ".")
    repository.git("commit", "-q", "-m", "Remove all")


STATES = [emptied, without_branches, begun_anew, all_at_one, without_files]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("name", KATAS)
def test_no_goal_is_met_where_the_work_is_gone(
    tmp_path: Path, name: str, state: Callable[[Path], None]
) -> None:
    """A judge tells what is missing; it neither crashes nor takes an empty place for a solution."""
    folder = tmp_path / name
    play.begin(KATAS[name], folder)
    state(folder / WORK)
    met = [verdict.goal.name for verdict in play.judge(KATAS[name], folder) if not verdict.wrong]
    assert met == []


@pytest.mark.parametrize("name", KATAS)
def test_work_that_is_no_repository_is_told(tmp_path: Path, name: str) -> None:
    """Where .git or the whole folder is deleted, one sentence says so."""
    folder = tmp_path / name
    play.begin(KATAS[name], folder)
    shutil.rmtree(folder / WORK / ".git")
    with pytest.raises(GitError):
        play.judge(KATAS[name], folder)
    shutil.rmtree(folder / WORK)
    with pytest.raises(GitError, match="kata reset"):
        play.judge(KATAS[name], folder)
