"""Step 2: the most frequent words first."""

from new_project.words import most_frequent


def test_the_most_frequent_comes_first() -> None:
    """Three come before one."""
    assert most_frequent({"is": 1, "rose": 3}) == ["rose", "is"]


def test_equals_come_by_the_alphabet() -> None:
    """Words met equally often are in the order of the alphabet."""
    assert most_frequent({"rose": 1, "a": 1, "is": 1}) == ["a", "is", "rose"]
