"""Step 13: a key was committed."""

from collections.abc import Callable

KATA = "secret"
Must = Callable[[str], None]


def test_no_name_leads_to_the_key(must: Must) -> None:
    """No branch and no tag leads to a commit with a key."""
    must("clean")


def test_all_else_is_kept(must: Must) -> None:
    """All other commits are there, each of them once, and v0.2 is on its own."""
    must("kept")


def test_the_key_comes_from_outside(must: Must) -> None:
    """The key comes from outside, and SECURITY.md says what became of the old."""
    must("outside")


def test_origin_is_clean(must: Must) -> None:
    """Origin has the new commits, and no name there leads to the key."""
    must("pushed")


def test_the_old_commits_are_gone(must: Must) -> None:
    """No object here holds the key, not even one that nothing leads to."""
    must("forgotten")
