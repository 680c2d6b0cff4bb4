"""What `check` says: an outcome after another, the first failure, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import click

from . import show
from .check import Outcome
from .check import check as outcomes_of
from .errors import NOT_YET
from .failures import first_failure
from .learner import Work, find_work
from .progress import change_progress, load_progress, progress_file
from .repository import repository_root
from .route import next_project
from .scratch import syntax_fault
from .terminal import faint, say, transient


def check_work(slug: str | None, *, everything: bool, long: bool) -> int:
    """Judge the learner's project and return the exit status."""
    work = find_work(repository_root(), slug)
    fault = syntax_fault(work)
    if fault:
        say()
        show.syntax_fault(work, fault)
        return NOT_YET
    before = load_progress(work.root).of(work.slug)
    say(f"\n{faint('Checking')} {work.name}\n")
    show.upstream_news(work)
    show.edited_tests(work)
    if before.recheck:
        told = f"The tests of {show.listed(before.recheck)} have changed since you passed."
        say(f"  {faint(told)}\n")
    found = outcomes_of(work, go_on=everything, watch=show.running)
    outcomes = judge(work, found, everything=everything, long=long)
    new = note(work, outcomes)
    say()
    conclude(work, outcomes, new)
    with suppress(OSError):
        progress_file(work.root).touch()  # who watches goes on with this, even where it is the same
    return 0 if all(outcome.passed for outcome in outcomes) else NOT_YET


def note(work: Work, outcomes: Iterable[Outcome]) -> list[int]:
    """Record which steps passed and which did not; return those that had not passed before.

    Where no test of a step could run, nothing new is known of it: an import that fails in step 7 does not undo
    the steps before.
    """
    passed = {o.step.number for o in outcomes if o.step and o.passed}
    failed = {o.step.number for o in outcomes if o.step and o.tests and not o.passed}
    before = load_progress(work.root).of(work.slug)
    after = change_progress(
        work.root, lambda progress: progress.started(work.slug).record(passed, failed)
    ).of(work.slug)
    return sorted(set(after.passed) - set(before.passed))


def judge(
    work: Work, found: Iterable[Outcome], *, everything: bool = False, long: bool = False
) -> list[Outcome]:
    """Print an outcome as soon as it is there, and the first failure."""
    outcomes: list[Outcome] = []
    room = show.title_width(work)
    for outcome in found:
        transient()
        outcomes.append(outcome)
        show.outcome_line(outcome, room)
        is_first = not any(not other.passed and not other.not_started for other in outcomes[:-1])
        if not outcome.passed and not outcome.not_started and (is_first or long):
            of = f"step {outcome.step.number}" if outcome.step else outcome.title
            show.failure(first_failure(work, outcome), long=long, of=of)
            if everything:
                say()
    return outcomes


def conclude(work: Work, outcomes: list[Outcome], new: list[int]) -> None:
    """Say what was reached, and what comes next."""
    first = next((outcome for outcome in outcomes if not outcome.passed), None)
    steps = work.reference.exercise.steps
    show.scoreboard(work, outcomes)
    if new and first is not None:
        step = steps[new[-1] - 1]
        done = click.style(f"Step {step.number} is done", fg="green", bold=True)
        say(f"  {done}: {step.title}.")
        show.next_steps(
            [*show.see_it(work, step), ("Compare", f"./roadmap solution {step.number}")]
        )
        say()
    if first is None:
        return _triumph(work, outcomes)
    if first.step is None:
        contract = [("Contract", work.shown("README.md"))] if work.is_blank else []
        return show.next_steps([*contract, ("More", "./roadmap check --long")])
    if first.not_started:
        minutes = faint(f"about {first.step.minutes} minutes")
        say(
            f"  Next is step {first.step.number}, {click.style(first.step.title, bold=True)}, {minutes}"
        )
        show.where_to_begin(work, first.step)
        return show.next_steps([("Read", "./roadmap lesson"), ("Stuck?", "./roadmap hint")])
    rows = [("Stuck?", "./roadmap hint"), ("Try it", "./roadmap why")]
    return show.next_steps([*rows, ("More", "./roadmap check --long")])


def _triumph(work: Work, outcomes: list[Outcome]) -> None:
    tests = sum(len(outcome.tests) - outcome.skipped for outcome in outcomes)
    say(
        click.style(f"  You have built it: {work.reference.exercise.title}.", fg="green", bold=True)
    )
    if work.is_blank:
        say(f"  From nothing but its contract; all {tests} tests of the whole project pass.\n")
    else:
        say(f"  {work.reference.last} steps, {tests} tests, all of them pass.\n")
    rows = [("Use it", f"./roadmap run {work.slug}")]
    following = next_project(work)
    rows.append(("Go on", f"./roadmap start {following}" if following else "./roadmap list"))
    show.next_steps(rows)
