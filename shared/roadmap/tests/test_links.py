"""Links of Markdown pages that lead nowhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from roadmap.links import anchors, broken_links


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one page to link to."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "level1").mkdir()
    (tmp_path / "level1" / "README.md").write_text("# Run it\n\n## `plan` & more\n\n## Run it\n")
    return tmp_path


@pytest.mark.parametrize(
    "link",
    [
        "[a](level1/README.md)",
        "[a](level1/)",
        "[a](/level1/README.md#run-it)",
        "[a](level1/README.md#run-it-1 'title')",
        "[a](level1/README.md#plan--more)",
        "[a](#here)",
        "[a](https://example.org/x)",
        "[a]: level1/README.md",
        '<img src="level1/README.md">',
        "`[a](gone.md)`",
        "```text\n[a](gone.md)\n```",
    ],
)
def test_links_that_lead_somewhere(root: Path, link: str) -> None:
    """Files, folders, headings and other sites may be linked; code is no link."""
    (root / "README.md").write_text(f"# Here\n\n{link}\n")
    assert broken_links(root) == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("[a](gone.md)", "gone.md, which is not there"),
        ("![a](gone.png)", "gone.png, which is not there"),
        ("[a]: gone.md", "gone.md, which is not there"),
        ('<a href="gone.md">', "gone.md, which is not there"),
        ("[a](#nowhere)", "#nowhere, which has no such heading"),
        ("[a](level1/README.md#gone)", "level1/README.md#gone, which has no such heading"),
    ],
)
def test_links_that_lead_nowhere(root: Path, link: str, why: str) -> None:
    """A missing file and a missing heading are told, with the page that links to them."""
    (root / "README.md").write_text(f"# Here\n\n```text\n# nowhere\n```\n\n{link}\n")
    assert broken_links(root) == [f"README.md links to {why}."]


def test_pages_of_the_learner_are_left_alone(root: Path) -> None:
    """What lies under my/ is the learner's, and is not looked at."""
    (root / "my").mkdir()
    (root / "my" / "notes.md").write_text("[a](gone.md)")
    assert broken_links(root) == []


def test_anchors_are_those_of_github() -> None:
    """Headings become anchors in lower case, without punctuation, numbered where they repeat."""
    assert anchors(
        "# A b-c, d!\n# [Link](x.md) `code`\n# A b-c, d!\n<a id='no'></a><a id=\"yes\"></a>"
    ) == {
        "a-b-c-d",
        "link-code",
        "a-b-c-d-1",
        "yes",
    }
