"""Which project is next, after one is finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .curriculum import Section
from .learner import Work, curriculum_of
from .repository import projects


def next_project(work: Work) -> str | None:
    """Return the project to begin after `work`: built, not begun, and nothing that it builds on left out.

    Rather one that comes later; never one that those begun build on: whoever left it out knew why.
    """
    sections = {section.slug: section for section in curriculum_of(work.root)}
    built = {project.slug for project in projects(work.root)}
    begun = {slug for slug in built if (work.root / "my" / slug).is_dir()}
    known = begun | {slug for each in begun for slug in _below(each, sections)}
    order = list(sections)
    at = order.index(work.slug) + 1 if work.slug in order else 0
    for slug in [*order[at:], *order[:at]]:
        if slug in built - known and built.intersection(sections[slug].needs) <= known:
            return slug
    return None


def _below(slug: str, sections: Mapping[str, Section]) -> Iterator[str]:
    """Yield what a project builds on, by however many others."""
    for need in sections[slug].needs if slug in sections else ():
        yield need
        yield from _below(need, sections)
