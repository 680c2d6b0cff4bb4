"""Step 7: a rebase onto a branch that renamed and moved what the commits use."""

from collections.abc import Callable

KATA = "conflict"
Must = Callable[[str], None]


def test_it_stands_on_main(must: Must) -> None:
    """The tip of main, where it was, is an ancestor of coldest."""
    must("based")


def test_the_three_commits_are_there(must: Must) -> None:
    """On top of main come the three commits, with their subjects and in their order, and no other."""
    must("linear")


def test_each_commit_can_be_imported(must: Must) -> None:
    """Whoever checks out any of the three can import the modules, the second one's, too."""
    must("loads")


def test_each_commit_does_what_it_did(must: Must) -> None:
    """From its commit on the coldest hour is found, then reported, and lines without a number are skipped."""
    must("works")


def test_main_is_not_undone(must: Must) -> None:
    """In none of the commits weather.py reads lines by itself, or is anything called `read` again."""
    must("stays")
