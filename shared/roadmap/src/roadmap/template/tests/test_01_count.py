"""Step 1: how often each word occurs."""

from new_project.words import count


def test_counts_each_word() -> None:
    """A word that is met three times counts three."""
    assert count(["rose", "is", "rose", "rose"]) == {"rose": 3, "is": 1}


def test_case_does_not_count() -> None:
    """Rose and rose are one word."""
    assert count(["Rose", "rose"]) == {"rose": 2}
