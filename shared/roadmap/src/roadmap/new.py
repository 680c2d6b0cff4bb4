"""A new project to begin with: small, whole, and proved."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from .curriculum import CURRICULUM, Section
from .errors import Problem
from .learner import curriculum_file, curriculum_of, find_built
from .repository import RepositoryProblem, repository_root
from .terminal import command, say

TEMPLATE = Path(__file__).parent / "template"


def new(slug: str) -> None:
    """Make a planned project's folder from the template."""
    root = repository_root()
    section = curriculum_of(root).find(slug)
    if section is None:
        of = "`./roadmap list` shows those that are planned, of which `./roadmap new` makes one."
        find_built(root, slug, of=of)  # says which is meant
        raise Problem(f"{slug} is no project of the curriculum.")
    folder = make_project(root, section, curriculum_file(root))
    say(f"{folder.relative_to(root)} is there: {command(f'./roadmap prove {slug}')} proves it.")


def make_project(root: Path, section: Section, curriculum: Path = CURRICULUM) -> Path:
    """Make the folder of a planned project from the template, mark it built, and return it.

    Raises `RepositoryProblem` where the folder is there already.
    """
    folder = root / section.folder
    if folder.exists():
        raise RepositoryProblem(f"{section.folder} is there already: nothing was changed.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    words = {
        "new_project": section.slug.replace("-", "_"),
        "new-project": section.slug,
        "New Project": section.title,
    }
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{section.slug}-") as scratch:
        made = Path(scratch) / section.slug
        shutil.copytree(TEMPLATE, made, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        for path in [p for p in made.rglob("*") if p.is_file()]:
            path.write_text(_replace(path.read_text(encoding="utf-8"), words), encoding="utf-8")
        (made / "src" / "new_project").rename(made / "src" / words["new_project"])
        _share_topics(made / "exercise.toml", section)
        made.rename(folder)
    _mark_built(curriculum, section.slug)
    return folder


def _replace(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _share_topics(path: Path, section: Section) -> None:
    """Give the first step all topics, for the author to deal out."""
    topics = "".join(f'\n  "{topic}",' for topic in section.topics)
    head, _, tail = path.read_text(encoding="utf-8").partition("topics = []")
    text = f"{head}topics = [{topics}\n]{tail}".replace(
        "topics = []", f'topics = ["{section.topics[0]}"]'
    )
    path.write_text(text, encoding="utf-8")


def _mark_built(curriculum: Path, slug: str) -> None:
    line = f'slug = "{slug}"\n'
    text = curriculum.read_text(encoding="utf-8")
    curriculum.write_text(text.replace(line, f"{line}built = true\n", 1), encoding="utf-8")
