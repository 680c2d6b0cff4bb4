"""Step 10: which of many commits broke it?"""

from collections.abc import Callable

KATA = "bisect"
Must = Callable[[str], None]


def test_the_first_wrong_commit_is_found(must: Must) -> None:
    """The tag broke-it is at the first commit with the wrong price."""
    must("found")


def test_the_search_is_over(must: Must) -> None:
    """The bisect is over, and HEAD is on main again."""
    must("ended")


def test_the_price_is_right_again(must: Must) -> None:
    """On main a letter of 20 grams costs 95 cents again."""
    must("undone")


def test_what_came_later_stays(must: Must) -> None:
    """Only that commit is undone, by a commit: all later ones stay."""
    must("later")
