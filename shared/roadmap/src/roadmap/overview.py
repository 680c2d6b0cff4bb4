"""The map: levels, projects, what each takes and needs, and how far the learner is."""

from __future__ import annotations

import os
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import click

from .curriculum import LEVELS, Section
from .engine.exercise import Exercise, ExerciseError, load
from .learner import Work, curriculum_of
from .progress import Progress, Steps, load_progress
from .repository import Project
from .spacing import due_today
from .terminal import command, faint, width

SLUG, TITLE, STATUS, BAR = 22, 33, 16, 10  # columns
NARROWEST = 24  # columns in which it can be told what a project needs


def draw(root: Path) -> str:
    """Return the map as coloured text."""
    curriculum, progress = curriculum_of(root), load_progress(root)
    built = sum(_is_built(root, section) for section in curriculum)
    lines = [
        f"{len(curriculum)} projects, {built} built so far. Start one with {command('./roadmap start <name>')}",
        "",
    ]
    for level in LEVELS:
        sections = curriculum.level(level)
        if sections:
            lines.append(click.style(f"Level {level}", bold=True))
            for section in sections:
                lines += _rows(root, section, progress)
            lines.append("")
    lines += _due(root)
    if _columns() - SLUG - TITLE - STATUS - 8 < NARROWEST:
        lines.append(faint("A wider terminal shows what each project builds on."))
    return "\n".join(lines).rstrip()


def _due(root: Path) -> list[str]:
    """Return a line where steps are due to be written again."""
    count = len(due_today(root, datetime.now(UTC).astimezone().date()))
    are = "step is" if count == 1 else "steps are"
    return [f"{count} {are} due for review: {command('./roadmap review')}"] if count else []


def _rows(root: Path, section: Section, progress: Progress) -> list[str]:
    name, title = f"{section.slug:<{SLUG}}", f"{section.title:<{TITLE}}"
    if not _is_built(root, section):
        return _beside(f"  {faint(f'· {name} {title} ')}{faint('planned         ')}", section)
    try:
        exercise = load(root / section.folder)
    except ExerciseError:
        return _beside(f"  {click.style('●', fg='cyan')} {name} {title} {' ' * STATUS}", section)
    steps = progress.of(section.slug)
    mark = click.style(
        "✓" if _finished(steps, exercise) else "●", fg="green" if steps.passed else "cyan"
    )
    work = Work(Project(section.level, section.slug, root))
    status = f"{'blank':<{STATUS}}" if work.is_blank else _bar(steps, exercise)
    first = f"  {mark} {click.style(name, bold=True)} {title} {status}"
    rows = [*_beside(first, section), f"    {faint(_takes(exercise))}"]
    if work.is_started:
        rows.append(f"    {_next(work, steps, exercise)}")
    return rows


def _beside(row: str, section: Section) -> list[str]:
    """Return a row with what the project needs beside it, wrapped, where the terminal has room."""
    start = SLUG + TITLE + STATUS + 8
    room = _columns() - start
    if not section.needs or room < NARROWEST:
        return [row.rstrip()]
    first, *more = textwrap.wrap("after " + ", ".join(section.needs), room, break_on_hyphens=False)
    return [f"{row}  {faint(first)}", *(" " * (start + 6) + faint(line) for line in more)]


def _is_built(root: Path, section: Section) -> bool:
    return (root / section.folder / "pyproject.toml").is_file()


def _finished(steps: Steps, exercise: Exercise) -> bool:
    return steps.current(len(exercise.steps)) is None


def _bar(steps: Steps, exercise: Exercise) -> str:
    of = len(exercise.steps)
    done = len([number for number in steps.passed if number <= of])
    full = BAR * done // of
    return f"{click.style('━' * full, fg='green')}{faint('─' * (BAR - full))} {f'{done}/{of}':<5}"


def _takes(exercise: Exercise) -> str:
    minutes = sum(step.minutes for step in exercise.steps)
    told = f"{len(exercise.steps)} steps, about {hours(minutes)}"
    if exercise.download_mb or exercise.disk_mb:
        told += f" · downloads {exercise.download_mb} MB, takes {exercise.disk_mb} MB"
    return told


def hours(minutes: int) -> str:
    """Say how long something takes: `45 min`, `3 h`, `3 h 55 min`."""
    whole, rest = divmod(minutes, 60)
    return " ".join(
        [*([f"{whole} h"] if whole else []), *([f"{rest} min"] if rest or not whole else [])]
    )


def _next(work: Work, steps: Steps, exercise: Exercise) -> str:
    if work.is_blank:
        return f"started blank: {command(f'./roadmap check {work.slug}')} judges it"
    number = steps.current(len(exercise.steps))
    if number is None:
        return click.style("finished", fg="green")
    return f"next: step {number}, {exercise.steps[number - 1].title}"


def _columns() -> int:
    return width() if sys.stdout.isatty() or "COLUMNS" in os.environ else 160
