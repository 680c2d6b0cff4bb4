"""The map of the roadmap as the root README shows it, in a picture and in words, written from the curriculum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .curriculum import LEVELS, LINES, Curriculum, Section
from .engine.exercise import ExerciseError, load

BEGIN, END = "<!-- map: begin, written by `./roadmap lint --fix` -->", "<!-- map: end -->"
PICTURE = "pictures/map.svg"
LEVEL_NAMES = (
    "Foundations",
    "Web backends",
    "Learning machines",
    "Models in service",
    "Systems of models",
)


def draw_map(curriculum: Curriculum, root: Path) -> str:
    """Return the map in Markdown: the picture, then a table a level, a row a project."""
    return "\n".join(_lines(curriculum, root))


def _lines(curriculum: Curriculum, root: Path) -> Iterator[str]:
    lines = ", ".join(LINES)
    yield f"\n![The projects as stations of four lines: {lines}. The tables below say the same.]({PICTURE})"
    for level in LEVELS:
        yield f"\n### Level {level}: {LEVEL_NAMES[level - 1]}\n"
        yield "| project | you build | lines | builds on | time |"
        yield "|---|---|---|---|---|"
        for section in curriculum.level(level):
            yield _row(section, root)
    yield ""


def _row(section: Section, root: Path) -> str:
    name = (
        f"[`{section.slug}`]({section.folder}/README.md)" if section.built else f"`{section.slug}`"
    )
    needs = ", ".join(f"`{slug}`" for slug in section.needs) or "–"
    builds, lines = f"{section.title} ({section.section})", ", ".join(section.lines)
    return f"| {name} | {builds} | {lines} | {needs} | {_time(section, root)} |"


def _time(section: Section, root: Path) -> str:
    if not section.built:
        return "planned"
    try:
        minutes = sum(
            step.minutes for step in load(root / section.folder, without_wrong=True).steps
        )
    except ExerciseError:
        return "?"
    return f"{minutes // 60} h {minutes % 60:02} min"


def with_map(readme: str, curriculum: Curriculum, root: Path) -> str:
    """Return ``readme`` with the map between its two marks as the curriculum has it now."""
    pattern = re.escape(BEGIN) + r".*?" + re.escape(END)
    drawn = f"{BEGIN}\n{draw_map(curriculum, root)}\n{END}"
    return re.sub(pattern, lambda _: drawn, readme, flags=re.DOTALL)
