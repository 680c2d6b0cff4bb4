"""Step 6: a merge of two changes to one function."""

from collections.abc import Callable

KATA = "merge"
Must = Callable[[str], None]


def test_both_branches_are_merged(must: Must) -> None:
    """Both branches, as they were, are behind the tip of main: a merge has the two as its parents."""
    must("merged")


def test_no_marker_is_committed(must: Must) -> None:
    """No commit on main holds a conflict marker, such as `<<<<<<< HEAD`."""
    must("clean")


def test_each_change_is_there(must: Must) -> None:
    """`total` charges for shipping, as Ada wanted, and takes percents off, as Grace wanted."""
    must("each")


def test_both_changes_fit_together(must: Must) -> None:
    """Percents are taken off the goods and not off the shipping."""
    must("both")


def test_whatever_calls_it_works(must: Must) -> None:
    """`is_free`, `saved` and `last_line`, which call `total`, still do what they did on their branch."""
    must("others")
