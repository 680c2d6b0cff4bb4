from pathlib import Path

from conftest import git


def test_begins_with_two_commits(history: Path) -> None:
    """The town is founded first, the mill is built second."""
    subjects = git(history, "log", "--first-parent", "--reverse", "--format=%s", "main").splitlines()
    assert subjects[:2] == ["Found the town", "Build a mill"]
