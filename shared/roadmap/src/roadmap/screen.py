"""What `watch` shows: one result at a time, what it means for going on, and the keys."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import click

from . import show
from .check import Outcome
from .engine.exercise import Step
from .failures import first_failure
from .learner import Work
from .progress import load_progress
from .terminal import command, faint, say, transient, width

KEYS = {
    "h": "hint",
    "l": "lesson",
    "s": "solution",
    "t": "steps",
    "c": "check all",
    "n": "next",
    "q": "quit",
}
FOOTER = "  " + "   ".join(f"{key} {does}" for key, does in KEYS.items())


def fresh(work: Work, step: Step | None, took: str = "", notice: str = "") -> None:
    """Begin a result: on an empty screen where there is one, elsewhere after a blank line."""
    if sys.stdout.isatty():
        click.clear()
    else:
        say()
    at = f", step {step.number} of {work.reference.last}" if step else ""
    told = f"{time.strftime('%H:%M:%S')}  {work.name}{at}{', ' * bool(took)}{took}"
    say(f"  {faint(told)}\n")
    show.upstream_news(work)
    show.edited_tests(work)
    if notice:
        sentence(notice)


def sentence(text: str) -> None:
    """Print a sentence that is no result."""
    say(f"{click.wrap_text(text, min(width(), 100), '  ', '  ')}\n")


def footer(*, keys: bool) -> None:
    """Show which keys there are, until something else is to be said."""
    if keys:
        transient(FOOTER)


def outcome(work: Work, found: Outcome, *, keys: bool) -> None:
    """Show what became of the step that the learner is at, or of the whole project."""
    show.outcome_line(found, show.title_width(work))
    if found.not_started and found.step:
        _not_started(work, found.step)
    elif not found.passed:
        failure(work, found)
        if not keys:
            show.next_steps([("Stuck?", "./roadmap hint"), ("More", "./roadmap check --long")])
    elif found.step:
        _done(work, found.step)


def _not_started(work: Work, step: Step) -> None:
    say(f"\n  It takes about {step.minutes} minutes.")
    show.where_to_begin(work, step)


def failure(work: Work, found: Outcome) -> None:
    """Show one failure well."""
    of = f"step {found.step.number}" if found.step else found.title
    show.failure(first_failure(work, found), long=False, of=of)


def _done(work: Work, step: Step) -> None:
    done = click.style(f"Step {step.number} is done", fg="green", bold=True)
    say(f"\n  {done}: {step.title}.")
    show.next_steps([*show.see_it(work, step), ("Compare", f"./roadmap solution {step.number}")])
    if step.number == work.reference.last:
        say("\n  That was the last step: now the whole project is judged.")


def row(work: Work, found: Outcome) -> None:
    """Show an outcome among those of a whole check."""
    show.outcome_line(found, show.title_width(work))
    if not found.passed and not found.not_started:
        failure(work, found)


def go_on(others: Sequence[Outcome], following: Step, *, keys: bool) -> None:
    """Say that what was passed before still is, and how to go on."""
    numbers = [other.step.number for other in others if other.step]
    if numbers:
        few = {1: "Step 1 passes", 2: "Steps 1 and 2 pass"}
        say(f"  {few.get(len(numbers), f'Steps 1 to {numbers[-1]} pass')}, too.")
    how = "press n" if keys else command("./roadmap check")
    say(f"  Go on to step {following.number}, {following.title}: {how}")


def broken(work: Work, found: Outcome) -> None:
    """Show what must hold as well, and does not."""
    name = f"step {found.step.number}, {found.step.title}," if found.step else found.title
    verb = "no longer passes" if found.step else "is not right yet"
    say(f"\n  {click.style(f'But {name} {verb}:', fg='red', bold=True)}")
    failure(work, found)
    say()


def steps(work: Work, at: Step | None) -> None:
    """Show the steps of the project: which are passed, and where the learner is."""
    passed = load_progress(work.root).of(work.slug).passed
    room = show.title_width(work)
    say()
    for step in work.reference.exercise.steps:
        mark = click.style("✓", fg="green") if step.number in passed else faint("·")
        here = "  you are here" if step == at else ""
        say(
            f"  {mark} {step.number:>2}  {step.title:<{room}}  {faint(f'{step.minutes:>3} min{here}')}"
        )
    say(f"\n  {faint('All projects: `./roadmap list`')}")
