"""When a passed step is due to be written again: 2, 7 and 30 days after it was passed.

Later, if one of those came later; and from the beginning for a step that was given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from pathlib import Path

from .engine.exercise import ExerciseError, load
from .learner import Work
from .progress import Steps, load_progress
from .repository import Project, projects

AFTER_DAYS = (2, 7, 30)


@dataclass(frozen=True, order=True)
class Due:
    """A step of a project, and the day on which it comes back."""

    on: date
    slug: str
    step: int


def scheduled(root: Path) -> list[Due]:
    """Return every step that the learner wrote and that comes back, the most overdue first."""
    return sorted(_scheduled(root))


def due_today(root: Path, today: date) -> list[Due]:
    """Return the steps that are due, the most overdue first."""
    return [due for due in scheduled(root) if due.on <= today]


def due_on(steps: Steps, number: int) -> date | None:
    """Return the day on which a passed step comes back; None after the last time."""
    key = str(number)
    times = steps.recalled.get(key, 0)
    since = day_of(steps.reviewed.get(key) or steps.seen.get(key))
    if since is None or not 0 <= times < len(AFTER_DAYS):
        return None
    gap = AFTER_DAYS[times] - (AFTER_DAYS[times - 1] if times else 0)
    return since + timedelta(days=gap)


def note_review(steps: Steps, number: int, now: datetime, *, passed: bool) -> None:
    """Take over how a review ended: passed, it comes back later; given up, it begins anew."""
    key = str(number)
    steps.recalled[key] = steps.recalled.get(key, 0) + 1 if passed else 0
    steps.reviewed[key] = now.astimezone(UTC).isoformat(timespec="seconds")


def _scheduled(root: Path) -> Iterator[Due]:
    progress = load_progress(root)
    for project in projects(root):
        work, steps = Work(project), progress.of(project.slug)
        if not steps.passed or not work.is_started or work.is_blank:
            continue
        for number in _in_code(project).intersection(steps.passed).difference(work.given):
            if (on := due_on(steps, number)) is not None:
                yield Due(on, project.slug, number)


def _in_code(project: Project) -> set[int]:
    """Return the steps that can be emptied and written again: not those that are made by hand."""
    try:
        steps = load(project.folder, without_wrong=True).steps
    except (ExerciseError, OSError):
        return set()
    return {step.number for step in steps if not step.artefact}


def day_of(text: object) -> date | None:
    """Return the local day of a moment in my/progress.json; None for what is none."""
    try:
        moment = datetime.fromisoformat(str(text)).astimezone()
    except (ValueError, OverflowError):
        return None
    return moment.date() if moment.year < MAXYEAR else None
