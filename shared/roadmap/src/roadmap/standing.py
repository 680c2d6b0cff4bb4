"""Where the learner stands: each project with its steps, the time that is left, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from .curriculum import Section
from .engine.exercise import Exercise, ExerciseError, Step, load
from .learner import Work, curriculum_of
from .origin import upstream_differs
from .progress import Steps, load_progress
from .repository import Project
from .route import next_project
from .spacing import due_today


@dataclass(frozen=True)
class Standing:
    """One project as the learner stands with it; `exercise` is None where it is planned, or cannot be read."""

    section: Section
    work: Work
    steps: Steps
    exercise: Exercise | None

    @property
    def is_built(self) -> bool:
        return (self.work.project.folder / "pyproject.toml").is_file()

    @property
    def all_steps(self) -> tuple[Step, ...]:
        return self.exercise.steps if self.exercise else ()

    @property
    def left(self) -> list[Step]:
        """The steps not passed yet, in order."""
        return [step for step in self.all_steps if step.number not in self.steps.passed]

    @property
    def done(self) -> int:
        return len(self.all_steps) - len(self.left)

    @property
    def minutes_left(self) -> int:
        """The minutes of what is still to be written: a step that is only judged again asks for none."""
        return sum(s.minutes for s in self.left if s.number not in self.steps.recheck)

    @property
    def is_finished(self) -> bool:
        return bool(self.all_steps) and not self.left

    @property
    def is_under_way(self) -> bool:
        return self.work.is_started and not self.is_finished

    @cached_property
    def is_behind(self) -> bool:
        """Whether upstream has changed since the learner's project was made or last updated."""
        return bool(self.exercise and self.work.made) and upstream_differs(self.work)

    @property
    def command(self) -> str:
        """What to type to go on with it; nothing where it is planned."""
        if not self.is_built:
            return ""
        if not self.work.is_started:
            return f"./roadmap start {self.section.slug}"
        if self.is_finished:
            return f"./roadmap run {self.section.slug}"
        return f"./roadmap {'check' if self.is_judged_next else 'lesson'} {self.section.slug}"

    @property
    def is_judged_next(self) -> bool:
        """Whether there is nothing to read first: started blank, or to be judged again since an update."""
        return self.work.is_blank or bool(self.left and self.left[0].number in self.steps.recheck)


def standings(root: Path) -> list[Standing]:
    """Return every project of the curriculum, in learning order."""
    progress = load_progress(root)
    return [
        Standing(
            section,
            Work(Project(section.level, section.slug, root)),
            progress.of(section.slug),
            _exercise(root / section.folder),
        )
        for section in curriculum_of(root)
    ]


def next_up(root: Path, found: Sequence[Standing]) -> Standing | None:
    """Return the project to go on with: that worked on last, another that was begun, else one to begin."""
    last = load_progress(root).last
    under_way = [one for one in found if one.is_under_way]
    if under_way:
        return next((one for one in under_way if one.section.slug == last), under_way[0])
    finished = [one for one in found if one.is_finished and one.work.is_started]
    if not finished:
        return next((one for one in found if one.is_built), None)
    latest = next((one for one in finished if one.section.slug == last), finished[-1])
    slug = next_project(latest.work)
    return next((one for one in found if one.section.slug == slug), None)


def reviews_due(root: Path) -> str:
    """Say how many steps are due to be written again; nothing where none is."""
    count = len(due_today(root, datetime.now(UTC).astimezone().date()))
    return f"{count} {'step is' if count == 1 else 'steps are'} due for review" if count else ""


def _exercise(folder: Path) -> Exercise | None:
    try:
        return load(folder, without_wrong=True)
    except (ExerciseError, OSError):
        return None
