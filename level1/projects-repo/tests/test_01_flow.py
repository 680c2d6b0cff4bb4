"""Step 1: GitHub Flow, one branch for one thing."""

from collections.abc import Callable

KATA = "flow"
Must = Callable[[str], None]


def test_the_readme_is_right(must: Must) -> None:
    """On main, the README says “receive”."""
    must("corrected")


def test_main_is_a_merge(must: Must) -> None:
    """Main grew from what it was by a merge of the branch."""
    must("merged")


def test_the_branch_is_gone(must: Must) -> None:
    """Once it is merged, the branch is gone."""
    must("deleted")
