"""What the commands do, in the order in which the learner sees it."""

from __future__ import annotations

import shlex

import click

from . import changes, lessons, show
from .artefacts import made_by_hand, made_together
from .engine.exercise import Step
from .errors import NOT_YET, Problem
from .learner import Work, find_built, find_work
from .overview import hours
from .progress import change_progress, load_progress
from .repository import repository_root
from .terminal import command, faint, has_colour, say, ticking, width

DEMO_LINES = 16


# start


def start_work(slug: str, at: int, *, blank: bool) -> None:
    """Make the learner's project, or carry on with it."""
    from .start import make_work
    from .writing import turn

    work = Work(find_built(repository_root(), slug))
    with turn(work.root, work.slug):
        is_new = make_work(work, at, blank=blank)
        was_made = provide_environment(work)
    change_progress(work.root, lambda progress: setattr(progress, "last", work.slug))
    if is_new or was_made:
        _show_finished(work)
    _say_where(work, is_new=is_new)
    if not work.is_blank and (step := changes.current_step(work)):
        lessons.show_lesson(work, step)


def provide_environment(work: Work) -> bool:
    """Make the learner's environment where it is missing or was made from something else; say whether it was."""
    from .environment import what_is_lost
    from .start import make_environment_of, needs_environment, seconds_to_install

    if not needs_environment(work):
        return False
    if lost := what_is_lost(work.folder, work.venv):
        say(lost)
    exercise = work.reference.exercise
    sizes = f"downloads about {exercise.download_mb} MB, takes {exercise.disk_mb} MB"
    say(f"Making my/{work.slug}/.venv " + faint(f"({sizes if exercise.disk_mb else 'small'})"))
    with ticking(seconds_to_install(exercise)) as stage:
        make_environment_of(work, stage)
    return True


def _show_finished(work: Work) -> None:
    from .start import finished_output

    printed = finished_output(work, min(width(), 100) - 4, colour=has_colour()).rstrip()
    if printed:
        lines = printed.splitlines()
        say(f"\nThe finished {work.reference.exercise.title}:\n")
        for line in lines[:DEMO_LINES]:
            say(f"  {line}")
        if len(lines) > DEMO_LINES:
            say(faint(f"  … and {len(lines) - DEMO_LINES} lines more"))
        say()


def _say_where(work: Work, *, is_new: bool) -> None:
    place = click.style(work.name, bold=True)
    steps = work.reference.exercise.steps
    if not is_new:
        say(f"You have started {work.slug} already, in {place}; it stays as it is.")
    if work.is_blank:
        return _say_blank(work, place)
    step = changes.current_step(work)
    if is_new:
        say(f"Yours is in {place}: {_extent(work)}.")
    else:
        done = len(load_progress(work.root).of(work.slug).passed)
        say(f"{done} of {len(steps)} steps are passed.")
    tests = (step.suite or f"tests/test_{step.number:02}*") if step else ""
    plainly = f"cd {shlex.quote(work.shown(''))}; . .venv/bin/activate; pytest {tests}".rstrip()
    return say(f"To run its tests by hand: {command(plainly)}")


def _extent(work: Work) -> str:
    """Return how much there is to write: without the steps that `start --at` wrote already."""
    steps = work.reference.exercise.steps
    done = len(work.given)
    left = f"about {hours(sum(step.minutes for step in steps[done:]))}"
    if not done:
        return f"{len(steps)} steps, {left}"
    written = f"steps 1 to {done} are" if done > 1 else "step 1 is"
    if done == len(steps):
        return f"{written} written already, and none is left"
    return f"{written} written already, and step {done + 1} is next; {left} are left"


def _say_blank(work: Work, place: str) -> None:
    say(f"{place} has no steps: the tests of the whole project judge what you write from nothing.")
    package = work.shown(f"src/{work.reference.packages[0]}/")
    rows = [("Contract", work.shown("README.md")), ("Write in", package)]
    show.next_steps([*rows, ("Judge it", "./roadmap check")])


# lesson, hint, solution, reset


def lesson(slug: str | None, number: int | None, *, back: bool) -> None:
    """Show a lesson, or what to look back on."""
    work = find_work(repository_root(), slug)
    passed = load_progress(work.root).of(work.slug).passed
    if number is None and back and passed:
        number = max(passed)
    step = _step(work, number)
    (lessons.show_look_back if back else lessons.show_lesson)(work, step)


def hint(slug: str | None) -> None:
    """Show the next hint of the current step."""
    work = find_work(repository_root(), slug)
    lessons.show_hint(work, _step(work, None))


def _step(work: Work, number: int | None) -> Step:
    if number is not None:
        return changes.require_step(work, number)
    step = changes.current_step(work)
    if step is None:
        raise Problem(
            f"All steps of {work.slug} are passed. `./roadmap lesson 1` reads one again, "
            f"`./roadmap solution 1` compares it with ours.",
            status=0,
        )
    return step


def solution(
    slug: str | None, number: int | None, *, anyway: bool, nudge: str = "`./roadmap hint`"
) -> None:
    """Show the difference between the learner's code of a step and ours."""
    work = find_work(repository_root(), slug)
    passed = load_progress(work.root).of(work.slug).passed
    if number is None and passed and not anyway:
        number = max(passed)
    step = _step(work, number)
    if step.number not in passed and not anyway:
        raise Problem(
            f"Step {step.number}, {step.title}, is not passed yet: try {nudge} first, "
            f"or look with `./roadmap solution {step.number} --anyway`.",
            status=NOT_YET,
        )
    say(f"\n  Step {step.number}: {click.style(step.title, bold=True)}\n")
    if made := made_by_hand(work, step):
        say(f"  You made it by hand: {work.shown(made[0])} is what is judged.\n")
    of, found = ", as a script" if step.artefact else "", changes.compare(work, step)
    if not made and any(not each.yours for each in found):
        say(
            "  Where yours begins and ends cannot be told, since its markers are gone: this is ours.\n"
        )
    show.comparison(found, f"yours{of}", f"ours{of}")
    if step.number in passed:
        show.next_steps([("Why ours is so", f"./roadmap lesson {step.number} --back")])


def reset(slug: str | None, number: int | None) -> None:
    """Put a step back; without a number what is missing, or else say which steps there are to put back."""
    work = find_work(repository_root(), slug)
    if number is None:
        _restore(work)
        return
    step = changes.require_step(work, number)
    done = changes.reset(work, step)
    if done is None:
        say(f"Step {number}, {step.title}, is as it was at the start: nothing was changed.")
        return
    undone = made_together(work, step) if done.moved else {number}
    change_progress(work.root, lambda progress: progress.touched(work.slug).record(set(), undone))
    say(f"Step {number}, {step.title}, is back at its start:")
    _tell_emptied(work, done)
    if others := sorted(undone - {number}):
        say(f"{show.listed(others).capitalize()} went with it, made in the same folder.")
    if done.moved:
        say(f"How to begin it anew: {command(f'./roadmap lesson {number}')}")


def _tell_emptied(work: Work, done: changes.Emptied) -> None:
    for name in done.written:
        say(f"  {work.shown(name)}")
    for name in done.moved:
        say(f"  {work.shown(name)}, made by hand, is moved away")
    say("Your files as they were are kept in")
    say(f"  {work.shown(str(done.kept.relative_to(work.folder)))}/")


def _restore(work: Work) -> None:
    """Put back the files that are missing; where none is, say which steps could be."""
    names, emptied = changes.restore(work)
    if not names:
        begun = [f"{step.number} ({step.title})" for step in changes.begun(work)]
        if not begun:
            raise Problem(f"{work.name} is as it was at the start: there is nothing to put back.")
        raise Problem(
            "Which step? `./roadmap reset K` puts back one of those that you have begun: "
            f"K is {', '.join(begun)}."
        )
    change_progress(work.root, lambda progress: progress.touched(work.slug).record(set(), emptied))
    say("Missing or empty, and now back as at the start:")
    for name in names:
        say(f"  {work.shown(name)}")
