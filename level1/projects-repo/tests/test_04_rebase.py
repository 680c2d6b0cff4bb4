"""Step 4: interactive rebase, six commits become three."""

from collections.abc import Callable

KATA = "rebase"
Must = Callable[[str], None]


def test_there_are_three_commits(must: Must) -> None:
    """Beyond main, search has just three commits: find, sort, describe, in this order."""
    must("three")


def test_messages_are_kept_and_dropped(must: Must) -> None:
    """The squashed commit's message keeps both sentences; of “typo” nothing is left."""
    must("messages")


def test_each_commit_is_one_change(must: Must) -> None:
    """Each of the three commits has one change and all of it: no slip, no print, no other's file."""
    must("each")


def test_the_rest_is_as_it_was(must: Must) -> None:
    """At the tip of search the files are as they were, but for one print; and main has not moved."""
    must("same")
