"""Step 5: one commit becomes two, each of which is whole."""

from collections.abc import Callable

KATA = "split"
Must = Callable[[str], None]


def test_two_commits_stand_for_one(must: Must) -> None:
    """On report two commits stand in the place of one, each with a message of its own."""
    must("two")


def test_the_first_does_one_thing(must: Must) -> None:
    """The first of the two changes one function in budget.py, and brings the test of just that."""
    must("apart")


def test_the_first_is_whole(must: Must) -> None:
    """`python -m unittest` passes at the first of the two, without the second."""
    must("whole")


def test_the_others_are_kept(must: Must) -> None:
    """The commits before and after have their subjects and files, and main has not moved."""
    must("kept")
