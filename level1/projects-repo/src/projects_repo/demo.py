"""An example to look at: a repository with a history of a week, and what people forget in one."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from projects_repo.drawing import picture
from projects_repo.health.check import GITHUB_FLOW, Wishes, check
from projects_repo.health.report import as_text
from projects_repo.katas.scenario import Story

TODAY = date(2026, 3, 9)
PYPROJECT = '[project]\nname = "letters"\nversion = "1.0"\n'
HALF_RESOLVED = """\
def price(grams):
<<<<<<< HEAD
    return 95 if grams <= 20 else 160
=======
    return 95 if grams < 21 else 180
>>>>>>> heavier
"""


def show() -> None:
    """Draw an example repository, and say what is unhealthy in it."""
    click.echo(
        "An example repository. For your own: projects-repo check FOLDER, graph FOLDER, kata list\n"
    )
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="example-") as place:
        repository = _tell().write(Path(place) / "letters")
        console.print(picture(repository, ("main",)), "")
        report = check(repository, Wishes(TODAY, model=GITHUB_FLOW))
        console.print(*as_text(report), sep="\n", soft_wrap=True)


def _tell() -> Story:
    story = Story()
    price = "def price(grams):\n    return 95\n"
    letters = {"letters/pyproject.toml": PYPROJECT, "letters/price.py": price}
    story.commit("main", "Begin with letters", letters)
    story.branch("heavier", at="main")
    story.commit("heavier", "Price heavy letters", {"letters/price.py": HALF_RESOLVED}, by="Grace")
    story.branch("abroad", at="main")
    story.commit(
        "abroad", "Write to other countries", {"letters/abroad.py": "EXTRA = 15\n"}, by="Linus"
    )
    story.commit("main", "Merge heavier", {"letters/price.py": HALF_RESOLVED}, merging=["heavier"])
    story.commit("main", "Try it with the real service", {"letters/.env": "TOKEN=made-up\n"})
    return story
