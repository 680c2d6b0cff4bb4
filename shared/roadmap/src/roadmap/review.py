"""`review`: a step that the learner passed some days ago, emptied again in a scratch copy of their project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from . import changes, show, spacing
from .changes import Comparison
from .check import check, untouched
from .checking import judge
from .engine.exercise import Step
from .engine.render import Source
from .errors import NOT_YET, Problem
from .learner import Work
from .practice import Copy, close, new_copy, read_note, write_note
from .progress import Progress, change_progress, load_progress
from .regions import region_text
from .repository import Project, projects, repository_root
from .scratch import learner_files, syntax_fault
from .spacing import Due, due_on, due_today, scheduled
from .terminal import faint, link, say
from .writing import turn, write_whole

KIND = "review"
DAY = "%a %-d %b"


@dataclass(frozen=True)
class Review:
    """A step to write again, in a copy of the learner's project."""

    copy: Copy
    step: Step

    @property
    def first(self) -> Work:
        """The learner's own project, as they wrote it the first time."""
        return Work(self.copy.project)


def review(now: datetime) -> None:
    """Show the review that is open, or open the most overdue; say when the next is due where none is."""
    root = repository_root()
    with turn(root, KIND):
        found = _opened(root) or _begin(root, now)
    step = found.step
    say(
        f"\n  Review of {found.copy.slug}, step {step.number}: {click.style(step.title, bold=True)}"
    )
    say(f"  Write it again, {_since(found, now)}; your own project stays as it is.\n")
    for place, name in changes.places(found.copy, step):
        say(f"  {link(place)}  {faint(name)}")
    say()
    rows = [("Lesson", f"./roadmap lesson {found.copy.slug} {step.number}")]
    rows += [("Check", "./roadmap review --check"), ("Give up", "./roadmap review --give-up")]
    show.next_steps(rows)
    if more := len(due_today(root, now.date())) - 1:
        say(faint(f"\n  {more} more {'is' if more == 1 else 'are'} due."))


def check_review(now: datetime) -> int:
    """Judge the step that is written again, and those before it; return the exit status."""
    found = _require_open(repository_root())
    copy, number = found.copy, found.step.number
    if fault := syntax_fault(copy):
        say()
        show.syntax_fault(copy, fault)
        return NOT_YET
    say(f"\n{faint('Checking')} {copy.name}\n")
    steps = copy.reference.exercise.steps[:number]
    outcomes = judge(copy, check(copy, steps=steps, whole=False, watch=show.running))
    say()
    if not all(outcome.passed for outcome in outcomes):
        show.next_steps([("Lesson", f"./roadmap lesson {copy.slug} {number}")])
        return NOT_YET
    say(click.style(f"  Step {number} again, and it is right.\n", fg="green", bold=True))
    show.comparison(_differences(found), "then", "now")
    _end(found, now, passed=True)
    return 0


def give_up(now: datetime) -> None:
    """Show what the learner wrote the first time, and let the step come back from the beginning."""
    found = _require_open(repository_root())
    say(f"\n  Step {found.step.number}, {found.step.title}, as you wrote it:\n")
    regions = found.copy.reference.regions_of(found.step.number)
    for region, (place, name) in zip(regions, changes.places(found.first, found.step), strict=True):
        say(f"  {link(place)}  {faint(name)}")
        for line in _written(found.first, *region).splitlines():
            say(f"    {line}")
        say()
    _end(found, now, passed=False)


def _end(found: Review, now: datetime, *, passed: bool) -> None:
    """Move the schedule on, and say when the step comes back."""
    slug, number = found.copy.slug, found.step.number

    def note(progress: Progress) -> None:
        if slug in progress.projects:
            spacing.note_review(progress.projects[slug], number, now, passed=passed)

    progress = change_progress(found.copy.root, note)
    close(found.copy.root, KIND)
    on = due_on(progress.of(slug), number)
    days = (on - now.date()).days if on else 0
    comes = (
        f"It comes back in {days} days, on {on:{DAY}}." if on else "It has come back often enough."
    )
    say(f"  {comes}\n  What you wrote this time stays in {found.copy.name} until the next review.")


def _require_open(root: Path) -> Review:
    found = _opened(root)
    if found is None:
        raise Problem("No review is open: `./roadmap review` opens the one that is due.")
    return found


def _opened(root: Path) -> Review | None:
    """Return the review that is open, if its project is still there, and its step by the same number."""
    note = read_note(root, KIND)
    project = _projects(root).get(str(note.get("slug")))
    if project is None:
        return None
    copy = Copy(project, KIND)
    meant = (note.get("step"), note.get("title"))
    found = [s for s in copy.reference.exercise.steps if (s.number, s.title) == meant]
    return Review(copy, found[0]) if found and copy.folder.is_dir() else None


def _begin(root: Path, now: datetime) -> Review:
    """Open the most overdue of the steps that can be emptied."""
    lost: Problem | None = None
    for due in due_today(root, now.date()):
        copy = Copy(_projects(root)[due.slug], KIND)
        steps = {step.number: step for step in copy.reference.exercise.steps}
        found = Review(copy, steps[due.step])
        if untouched(found.first, found.step):
            continue  # put back since: there is nothing to remember
        try:
            _write(found)
        except Problem as problem:  # its markers are gone, or the file is
            lost = lost or problem
            continue
        write_note(root, KIND, {"slug": due.slug, "step": due.step, "title": found.step.title})
        return found
    raise lost or _nothing_due(root, now)


def _write(found: Review) -> None:
    """Copy the learner's project, with the stub in each region of the step."""
    emptied = changes.emptied(found.first, found.step)
    with new_copy(found.copy) as folder:
        for name in learner_files(found.first.folder):
            data = (found.first.folder / name).read_bytes()
            write_whole(folder / name, emptied[name].encode() if name in emptied else data)


def _differences(found: Review) -> Iterator[Comparison]:
    """Yield what differs in each region between the first time and now."""
    works = (found.first, found.copy)
    places = (changes.places(work, found.step) for work in works)
    regions = found.copy.reference.regions_of(found.step.number)
    for region, *told in zip(regions, *places, strict=True):
        then, now = (_written(work, *region).splitlines() for work in works)
        yield Comparison(told[0][0], told[1][0], tuple(changes.difference(then, now)))


def _written(work: Work, source: Source, number: int) -> str:
    return region_text(source, number, work.read(source.name) or "") or ""


def _since(found: Review, now: datetime) -> str:
    steps = load_progress(found.copy.root).of(found.copy.slug)
    seen = spacing.day_of(steps.seen.get(str(found.step.number)))
    return f"{(now.date() - seen).days} days after you passed it" if seen else "some days later"


def _nothing_due(root: Path, now: datetime) -> Problem:
    later: list[Due] = [due for due in scheduled(root) if due.on > now.date()]
    if not later:
        told = "There is nothing to review: a step that you pass comes back 2, 7 and 30 days later."
    else:
        first = later[0]
        told = f"Nothing is due today. Step {first.step} of {first.slug} comes back on {first.on:{DAY}}."
    return Problem(told, status=0)


def _projects(root: Path) -> dict[str, Project]:
    return {project.slug: project for project in projects(root)}
