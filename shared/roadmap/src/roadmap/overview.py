"""The map: levels, projects, what each takes and needs, and how far the learner is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from .curriculum import LEVELS, Section
from .engine.exercise import Exercise, ExerciseError, load
from .learner import curriculum_of
from .progress import Progress, Steps, load_progress
from .terminal import command, faint, width

SLUG, TITLE, BAR = 22, 33, 10  # columns
WIDE = 104  # columns from which what a project needs stands beside it


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
    if _columns() < WIDE:
        lines.append(faint("A wider terminal shows what each project builds on."))
    return "\n".join(lines).rstrip()


def _rows(root: Path, section: Section, progress: Progress) -> list[str]:
    name, title = f"{section.slug:<{SLUG}}", f"{section.title:<{TITLE}}"
    needs = (
        faint("after " + ", ".join(section.needs)) if section.needs and _columns() >= WIDE else ""
    )
    if not _is_built(root, section):
        return [f"  {faint(f'· {name} {title} ')}{faint('planned         ')}  {needs}".rstrip()]
    try:
        exercise = load(root / section.folder)
    except ExerciseError:
        return [
            f"  {click.style('●', fg='cyan')} {click.style(name, bold=True)} {title} {needs}".rstrip()
        ]
    steps = progress.of(section.slug)
    mark = click.style(
        "✓" if _finished(steps, exercise) else "●", fg="green" if steps.passed else "cyan"
    )
    first = (
        f"  {mark} {click.style(name, bold=True)} {title} {_bar(steps, exercise)}  {needs}".rstrip()
    )
    indent = " " * (SLUG + 5)
    rows = [first, faint(f"{indent}{_takes(exercise)}")]
    if (root / "my" / section.slug).is_dir():
        rows.append(f"{indent}{_next(steps, exercise)}")
    return rows


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


def _next(steps: Steps, exercise: Exercise) -> str:
    number = steps.current(len(exercise.steps))
    if number is None:
        return click.style("finished", fg="green")
    return f"next: step {number}, {exercise.steps[number - 1].title}"


def _columns() -> int:
    return width() if sys.stdout.isatty() or "COLUMNS" in os.environ else 160
