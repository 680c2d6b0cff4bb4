"""The map in the terminal: levels, projects, what each takes and builds on, and how far the learner is."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import click

from .curriculum import LEVELS
from .map import LEVEL_NAMES
from .standing import Standing, next_up, reviews_due, standings
from .terminal import command, faint, width

MARK, SLUG, TITLE, BAR = 3, 22, 33, 10  # columns
NARROWEST = 22  # columns in which any project's name fits, with a comma


def draw(root: Path) -> str:
    """Return the map as coloured text."""
    found = standings(root)
    built = sum(one.is_built for one in found)
    lines = [f"{len(found)} projects, {built} built so far; a dot (·) marks what is planned."]
    lines += [*_next(root, found), ""]
    if _room() >= NARROWEST:
        columns = f"{'project':<{SLUG}}{'you build':<{TITLE}}builds on"
        lines += [" " * MARK + faint(columns), ""]
    for level in LEVELS:
        of_level = [one for one in found if one.section.level == level]
        if of_level:
            lines.append(click.style(f"Level {level}: {LEVEL_NAMES[level - 1]}", bold=True))
            lines += [row for one in of_level for row in _rows(one)]
            lines.append("")
    if _room() < NARROWEST:
        lines.append(faint("80 columns show what each project builds on."))
    return "\n".join(lines).rstrip()


def _next(root: Path, found: list[Standing]) -> list[str]:
    """Return what to go on with, and what is due."""
    one, due = next_up(root, found), reviews_due(root)
    lines = []
    if one is not None and one.is_behind:
        update = command(f"./roadmap update {one.section.slug}")
        lines.append(f"Next: {update}  {faint('upstream has changed since')}")
    elif one is not None:
        lines.append(f"Next: {command(one.command)}  {faint(one.section.title)}")
    if due:
        lines.append(f"{due}: {command('./roadmap review')}")
    return lines


def _rows(one: Standing) -> list[str]:
    first, *more = _needs(one)
    name = f"{one.section.slug:<{SLUG}}"
    title = f"{one.section.title:<{TITLE}}" if first else one.section.title
    more = [" " * (MARK + SLUG + TITLE) + faint(line) for line in more]
    if not one.is_built:
        return [f" {faint(f'· {name}{title}{first}')}", *more]
    mark, colour = ("✓", "green") if one.is_finished else ("●", "cyan")
    row = f" {click.style(mark, fg=colour)} {click.style(name, bold=True)}{title}{faint(first)}"
    return [row, *more, *(" " * MARK + line for line in _status(one))]


def _needs(one: Standing) -> list[str]:
    """Return what the project builds on, in lines that fit; one empty line where the terminal has no room for it."""
    needs = ", ".join(one.section.needs) if _room() >= NARROWEST else ""
    return textwrap.wrap(needs, _room(), break_on_hyphens=False) if needs else [""]


def _status(one: Standing) -> list[str]:
    """Return what a project takes, or how far it is and what comes next."""
    if one.exercise is None:
        return []
    if one.work.is_blank:
        return [f"started blank: {command(one.command)} judges it"]
    if not one.work.is_started and not one.done:
        return [faint(_takes(one))]
    if one.is_finished:
        return [f"{_bar(one)}  {click.style('finished', fg='green')}"]
    step, minutes = one.left[0], one.minutes_left
    told = f"{_bar(one)}  about {hours(minutes)} left" if minutes else _bar(one)
    named = f"step {step.number}, {step.title}"
    if one.is_judged_next:
        return [told, f"check again: {named}"]
    return [told, f"next: {named} {faint(f'({step.minutes} min)')}"]


def _bar(one: Standing) -> str:
    of = len(one.all_steps)
    full = BAR * one.done // of
    return f"{click.style('━' * full, fg='green')}{faint('─' * (BAR - full))} {one.done}/{of}"


def _takes(one: Standing) -> str:
    assert one.exercise is not None
    download, disk = one.exercise.download_mb, one.exercise.disk_mb
    told = f"{len(one.all_steps)} steps, about {hours(one.minutes_left)}"
    return f"{told} · downloads {download} MB, takes {disk} MB" if download or disk else told


def hours(minutes: int) -> str:
    """Say how long something takes: `45 min`, `3 h`, `3 h 55 min`."""
    whole, rest = divmod(minutes, 60)
    return " ".join(
        [*([f"{whole} h"] if whole else []), *([f"{rest} min"] if rest or not whole else [])]
    )


def _room() -> int:
    """Return the columns that are left for what a project builds on."""
    columns = width() if sys.stdout.isatty() or "COLUMNS" in os.environ else 160
    return columns - MARK - SLUG - TITLE
