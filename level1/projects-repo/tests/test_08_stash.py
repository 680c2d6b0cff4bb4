"""Step 8: an urgent fix amid half-done work."""

from collections.abc import Callable

KATA = "stash"
Must = Callable[[str], None]


def test_main_is_fixed(must: Must) -> None:
    """On main, `last` is the last note, and None where there is none."""
    must("fixed")


def test_the_fix_is_nothing_else(must: Must) -> None:
    """No commit on main has anything of the half-done work, or of export, in it."""
    must("alone")


def test_the_work_is_back(must: Must) -> None:
    """All three files of the half-done work are committed on export, the new one as well."""
    must("back")


def test_the_stash_is_empty(must: Must) -> None:
    """Once the work is committed, nothing is left in the stash."""
    must("emptied")
