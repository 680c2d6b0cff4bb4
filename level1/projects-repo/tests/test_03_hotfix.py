"""Step 3: Git Flow, a hotfix that reaches main and develop."""

from collections.abc import Callable

KATA = "hotfix"
Must = Callable[[str], None]


def test_main_is_mended(must: Must) -> None:
    """Main grew by a merge commit, and there `__version__` is 1.1.1 and price(1905) is 19.05."""
    must("merged")


def test_nothing_else_is_released(must: Must) -> None:
    """What was not ready on develop is no ancestor of main."""
    must("alone")


def test_the_hotfix_has_a_tag(must: Must) -> None:
    """The annotated tag v1.1.1 is on the merge commit that main is at."""
    must("tagged")


def test_develop_has_the_hotfix(must: Must) -> None:
    """Develop got the fix by a merge, and still has all of its own."""
    must("back")


def test_the_branch_is_gone(must: Must) -> None:
    """Once it is merged, hotfix/1.1.1 is deleted."""
    must("deleted")
