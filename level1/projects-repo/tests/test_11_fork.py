"""Step 11: keep a fork up with its upstream."""

from collections.abc import Callable

KATA = "fork"
Must = Callable[[str], None]


def test_main_follows_upstream(must: Must) -> None:
    """Main is where upstream's main is, without what was dropped there."""
    must("synced")


def test_the_fork_follows_too(must: Must) -> None:
    """Origin's main is there as well, and upstream is as it was."""
    must("forked")


def test_your_work_stands_on_the_new_main(must: Must) -> None:
    """On reply-all your work stands on the new main, without the draft."""
    must("rebased")


def test_the_colleagues_commit_is_there(must: Must) -> None:
    """Grace's commit is on reply-all as well, and is still hers."""
    must("hers")


def test_origin_has_the_branch(must: Must) -> None:
    """Origin's reply-all is where it is here."""
    must("pushed")
