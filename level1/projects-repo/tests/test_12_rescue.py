"""Step 12: nothing committed is lost."""

from collections.abc import Callable

KATA = "rescue"
Must = Callable[[str], None]


def test_what_was_reset_away_is_back(must: Must) -> None:
    """What was reset away is on main again."""
    must("back")


def test_the_branch_is_there_again(must: Must) -> None:
    """The branch tags is there again, with both its commits."""
    must("again")


def test_the_leak_is_undone_in_public(must: Must) -> None:
    """No password is logged, and what others have is still behind main."""
    must("undone")


def test_origin_has_it(must: Must) -> None:
    """Origin's main is where main is here, and has lost nothing."""
    must("pushed")
