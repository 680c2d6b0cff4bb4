"""The map of the roadmap: its projects in learning order, their topics, and what each builds on."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

CURRICULUM = Path(__file__).with_name("curriculum.toml")
LEVELS = range(1, 6)
# From left to right on the map: in this order none crosses another.
LINES = ("Notes", "Expenses", "Language", "Vision")


class CurriculumProblem(Exception):
    """The curriculum contradicts itself; the message says where, in one sentence."""


@dataclass(frozen=True)
class Section:
    """One section of the roadmap and the project that ends it; it is built once its folder is there."""

    slug: str
    level: int
    section: str
    title: str
    needs: tuple[str, ...]
    lines: tuple[str, ...]
    topics: tuple[str, ...]
    built: bool = False

    @property
    def folder(self) -> str:
        """The project's folder, relative to the root of the repository."""
        return f"level{self.level}/{self.slug}"


@dataclass(frozen=True)
class Curriculum:
    """All sections, in learning order."""

    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def __len__(self) -> int:
        return len(self.sections)

    def level(self, number: int) -> list[Section]:
        """Return the sections of one level."""
        return [section for section in self if section.level == number]

    def line(self, name: str) -> list[Section]:
        """Return the sections at whose projects a line stops, in its order."""
        return [section for section in self if name in section.lines]

    def find(self, slug: str) -> Section | None:
        """Return the section whose project is `slug`, if there is one."""
        return next((section for section in self if section.slug == slug), None)


def load_curriculum(file: Path = CURRICULUM) -> Curriculum:
    """Read the curriculum; raise `CurriculumProblem` where it contradicts itself."""
    try:
        tables = tomllib.loads(file.read_text("utf-8")).get("projects", [])
    except tomllib.TOMLDecodeError as error:
        raise CurriculumProblem(f"{file.name} is not valid TOML: {error}.") from error
    curriculum = Curriculum(tuple(_read_section(table) for table in tables))
    _check_unique(curriculum)
    _check_needs(curriculum)
    return curriculum


def disagreements(curriculum: Curriculum, root: Path) -> list[str]:
    """Say, a sentence each, where the curriculum and the folders that are there disagree."""
    found = []
    for section in curriculum:
        is_there = (root / section.folder / "pyproject.toml").is_file()
        if section.built and not is_there:
            found.append(
                f"{section.slug} is marked built, but {section.folder}/pyproject.toml is missing."
            )
        if is_there and not section.built:
            found.append(f"{section.folder} is there, but {section.slug} is not marked built.")
    known = {section.folder for section in curriculum}
    for file in sorted(root.glob("level*/*/pyproject.toml")):
        folder = file.parent.relative_to(root).as_posix()
        if folder not in known:
            found.append(f"{folder} is no project of the curriculum.")
    return found


FIELDS = {
    "slug": str,
    "level": int,
    "section": str,
    "title": str,
    "needs": list,
    "lines": list,
    "topics": list,
    "built": bool,
}


def _read_section(table: dict[str, Any]) -> Section:
    name = table.get("slug", "a project without a slug")
    if unknown := sorted(table.keys() - FIELDS.keys()):
        raise CurriculumProblem(f"{name} has an unknown key: {unknown[0]}.")
    for key, kind in FIELDS.items():
        if key not in table and key != "built":
            raise CurriculumProblem(f"{name} lacks {key!r}.")
        if type(table.get(key, False if key == "built" else None)) is not kind:
            raise CurriculumProblem(f"{name}: {key!r} must be a {kind.__name__}.")
    if table["level"] not in LEVELS:
        raise CurriculumProblem(f"{name}: the level must be 1 to 5, and is {table['level']}.")
    if not table["topics"]:
        raise CurriculumProblem(f"{name} teaches no topic.")
    if not table["lines"]:
        raise CurriculumProblem(f"{name} lies on no line.")
    if strange := [line for line in table["lines"] if line not in LINES]:
        raise CurriculumProblem(
            f"{name}: the lines are {', '.join(LINES)}, and not {strange[0]!r}."
        )
    return Section(**table | {key: tuple(table[key]) for key in ("needs", "lines", "topics")})


def _check_unique(curriculum: Curriculum) -> None:
    slugs = Counter(section.slug for section in curriculum)
    topics = Counter(topic for section in curriculum for topic in section.topics)
    for name, count in (slugs + topics).items():
        if count > 1:
            raise CurriculumProblem(f"{name!r} is there {count} times.")


def _check_needs(curriculum: Curriculum) -> None:
    """Check that needs name projects, and that none needs itself, by however many others."""
    needs = {section.slug: section.needs for section in curriculum}
    for slug, others in needs.items():
        for other in others:
            if other not in needs:
                raise CurriculumProblem(f"{slug} needs {other}, which is no project.")
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        raise CurriculumProblem(
            f"The needs go in a circle: {' needs '.join(reversed(error.args[1]))}."
        ) from error
