from pathlib import Path

from conftest import git


def test_ends_with_a_merge(history: Path) -> None:
    """The flood is told on main by a commit with two parents."""
    assert len(git(history, "log", "-1", "--format=%P", "main").split()) == 2
