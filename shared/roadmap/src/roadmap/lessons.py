"""Lessons on the terminal: rich Markdown, and plain Markdown where nobody looks at a terminal."""

from __future__ import annotations

import click

from .changes import places
from .engine.documents import SECTIONS, Lesson, read_lesson
from .engine.exercise import Step
from .engine.values import clipped
from .errors import Problem
from .learner import Work
from .progress import Progress, change_progress, load_progress
from .show import next_steps, see_it, upstream_news
from .terminal import faint, has_colour, say, width

SHOWN = SECTIONS[:4]  # the hints come one by one, and "Look back" once the step is passed
WIDEST = 92
SHORTEST = 12  # characters of a name that still say something


def lesson_of(work: Work, step: Step) -> Lesson:
    """Read the lesson of a step, from upstream: a better wording reaches everyone."""
    file = work.project.folder / "steps" / f"{step.number:02}.md"
    try:
        return read_lesson(file.read_text("utf-8"))
    except FileNotFoundError:
        raise Problem(
            f"Step {step.number} of {work.slug} has no lesson ({file.name} is missing)."
        ) from None


def show_lesson(work: Work, step: Step) -> None:
    """Print a lesson, where its code is, and what to do next."""
    lesson = lesson_of(work, step)
    last = work.reference.last
    upstream_news(work)
    _heading(f"Step {step.number} of {last}", step.title, f"about {step.minutes} minutes")
    for name in SHOWN:
        if text := lesson.sections.get(name):
            _section(name, text)
    if step.artefact:
        say(f"  {faint('By hand  ')}  {work.shown(step.artefact)}")
    for number, (place, name) in enumerate(places(work, step)):
        head = "" if number else "Or script" if step.artefact else "Your code"
        room = width() - len(f"  {'':<9}  {place}  ")
        name = clipped(name, room) if room > SHORTEST else ""
        say(f"  {faint(f'{head:<9}')}  {place}" + (f"  {faint(name)}" if name else ""))
    rows = [("Check it ", "./roadmap check"), ("Stuck?   ", "./roadmap hint")]
    next_steps([*see_it(work, step), *rows])


def show_look_back(work: Work, step: Step) -> None:
    """Print why ours is written as it is; only once the step is passed, since it tells the solution."""
    if step.number not in load_progress(work.root).of(work.slug).passed:
        raise Problem(
            f"Step {step.number} is not passed yet, and looking back tells its solution: `./roadmap check` first.",
            status=1,
        )
    _heading("Look back", step.title, f"step {step.number} of {work.reference.last}")
    _section(
        "", lesson_of(work, step).sections.get("Look back", "There is nothing to look back on.")
    )
    next_steps([("Compare", f"./roadmap solution {step.number}")])


def show_hint(work: Work, step: Step) -> None:
    """Print the next hint of a step and count it; after the last, all of them again."""
    hints = lesson_of(work, step).hints
    key = str(step.number)
    told = len(hints)

    def take(progress: Progress) -> None:
        nonlocal told
        taken = progress.touched(work.slug).hints
        told = taken.get(key, 0)
        taken[key] = min(told + 1, len(hints))

    change_progress(work.root, take)
    if told >= len(hints):
        say(f"  These were all {len(hints)} hints for step {step.number}. Here they are again:\n")
        for number, hint in enumerate(hints, 1):
            _section(f"Hint {number}", hint)
        next_steps(
            [
                ("Read again", "./roadmap lesson"),
                ("Our way", f"./roadmap solution {step.number} --anyway"),
            ]
        )
        return
    _heading(f"Hint {told + 1} of {len(hints)}", step.title, f"step {step.number}")
    _section("", hints[told])


def _heading(first: str, title: str, aside: str) -> None:
    if has_colour():
        head = f"\n  {click.style(first, fg='cyan')} {faint('·')} {click.style(title, bold=True)}"
        fits = len(f"  {first} · {title}  {aside}") <= width()
        say(f"{head}{'' if fits else chr(10)}  {faint(aside)}\n")
    else:
        say(f"# {first}: {title} ({aside})\n")


def _section(name: str, text: str) -> None:
    if not has_colour():
        say(f"## {name}\n\n{text}\n" if name else f"{text}\n")
        return
    from .markdown import render

    if name:
        say(f"  {click.style(name, bold=True, fg='magenta')}\n")
    say(render(text, min(width(), WIDEST)))
