"""Step 2: Git Flow, a release that comes back to develop."""

from collections.abc import Callable

KATA = "release"
Must = Callable[[str], None]


def test_main_is_the_release(must: Must) -> None:
    """Main grew by a merge commit, and there `__version__` is 1.1.0 and the shopping list adds up."""
    must("merged")


def test_only_what_was_complete_is_released(must: Must) -> None:
    """“Name dishes in French”, which is for 1.2, is no ancestor of main."""
    must("alone")


def test_the_release_has_a_tag(must: Must) -> None:
    """The annotated tag v1.1.0 is on the merge commit that main is at."""
    must("tagged")


def test_develop_has_the_release(must: Must) -> None:
    """Develop got version and fix by a merge, and still has all of its own."""
    must("back")


def test_the_branch_is_gone(must: Must) -> None:
    """Once it is merged, release/1.1.0 is deleted."""
    must("deleted")
