"""Step 9: one fix of main for an old release."""

from collections.abc import Callable

KATA = "pick"
Must = Callable[[str], None]


def test_the_release_has_the_fix(must: Must) -> None:
    """On release/1.x, two spaces make one dash."""
    must("fixed")


def test_the_copy_names_its_source(must: Must) -> None:
    """The message on release/1.x has the line of `-x`, with the commit of main that it comes from."""
    must("told")


def test_nothing_else_came_along(must: Must) -> None:
    """Neither `words` nor feed.py, nor any commit of main, is in release/1.x; and what was there still is."""
    must("alone")


def test_the_release_is_tagged(must: Must) -> None:
    """v1.0.1 is on release/1.x and has the fix; v1.0.0 is where it was."""
    must("tagged")
