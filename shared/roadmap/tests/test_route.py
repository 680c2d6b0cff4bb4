"""What to build next."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadmap.learner import Work
from roadmap.repository import Project
from roadmap.route import next_project

NEEDS = {"ant": "", "bee": "ant", "cat": "ant", "dog": "bee, cat", "eel": "cat"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of five projects, of which `dog` is planned and not built."""
    own = tmp_path / "shared" / "roadmap" / "src" / "roadmap"
    own.mkdir(parents=True)
    rows = [
        f'[[projects]]\nslug = "{slug}"\nlevel = 1\nsection = "{slug}"\ntitle = "{slug}"\n'
        f'needs = {[need for need in needs.split(", ") if need]}\ntopics = ["{slug}s"]\nlines = ["Notes"]\n'
        for slug, needs in NEEDS.items()
    ]
    (own / "curriculum.toml").write_text("\n".join(rows))
    for slug in NEEDS:
        folder = tmp_path / "level1" / slug
        folder.mkdir(parents=True)
        if slug != "dog":
            (folder / "pyproject.toml").touch()
    return tmp_path


def suggested(root: Path, *begun: str) -> str | None:
    """Return what is suggested to a learner who has just finished the last of `begun`."""
    for slug in begun:
        (root / "my" / slug).mkdir(parents=True)
    return next_project(Work(Project(1, begun[-1], root)))


@pytest.mark.parametrize(
    ("begun", "following"),
    [
        (["ant"], "bee"),
        (["bee"], "cat"),  # and not ant, on which bee builds
        (["ant", "cat"], "eel"),
        (["ant", "eel"], "bee"),  # nothing comes later; cat is built on already
        (["ant", "cat", "eel", "bee"], None),
    ],
)
def test_what_is_next_comes_later_and_lacks_nothing(
    root: Path, begun: list[str], following: str | None
) -> None:
    """The next project is not begun, is built, comes later where one does, and is below none that is begun."""
    assert suggested(root, *begun) == following


def test_what_needs_another_first_is_not_suggested(root: Path) -> None:
    """A project whose needs are neither begun nor built on waits for them."""
    file = root / "shared" / "roadmap" / "src" / "roadmap" / "curriculum.toml"
    file.write_text(file.read_text().replace("needs = ['cat']", "needs = ['bee']"))
    assert suggested(root, "ant", "cat") == "bee"
