"""`bug`: the reference with one mistake in it and a user's complaint, to be found in a scratch copy."""

from __future__ import annotations

import difflib
import random
import shlex
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from . import show
from .bugs import Bug, bug_of_the_day, known_bugs
from .changes import Comparison
from .check import YOURS, Outcome, check
from .engine.exercise import Wrong, load
from .engine.render import ALL
from .environment import STAMP, python_of
from .errors import NOT_YET, Problem
from .failures import first_failure
from .keys import has_keys
from .launch import cost_of, provide_reference, run_in
from .learner import find_built
from .overview import hours
from .practice import Copy, close, new_copy, read_note, write_note
from .progress import Progress, Steps, change_progress, load_progress
from .repository import Project, projects, repository_root
from .scratch import learner_files, syntax_fault
from .terminal import counted, faint, link, say, transient, width
from .writing import turn

KIND, GIVEN = "bug", ".given"
JUDGES = ("tests", "suite", "artefacts")  # they would find the mistake at once


@dataclass(frozen=True)
class Hunt:
    """A bug that is being looked for: since when, with how many hints, and the day if it is that day's."""

    bug: Bug
    began: datetime
    hints: int = 0
    day: str = ""

    @property
    def copy(self) -> Copy:
        return Copy(self.bug.project, KIND)

    @property
    def wrong(self) -> Wrong:
        return self.bug.wrong

    def note(self) -> None:
        """Keep it for the next command."""
        told = {"bug": self.bug.key, "began": self.began.astimezone(UTC).isoformat()}
        write_note(self.copy.root, KIND, {**told, "hints": self.hints, "day": self.day})


def hunt(slug: str | None, now: datetime, *, today: bool) -> None:
    """Show the bug that is open, or open one: of a project, today's, or of what the learner has finished."""
    root = repository_root()
    day = f"{now.astimezone(UTC):%Y-%m-%d}" if today else ""
    with turn(root, KIND):
        found = _opened(root, now)
        if found and ((slug and slug != found.copy.slug) or (today and day != found.day)):
            raise Problem(
                f"A bug in {found.copy.slug} is open: `./roadmap bug` shows it, "
                "`./roadmap bug --give-up` ends it."
            )
        if found is None:
            found = Hunt(_choose(root, slug, now, today=today), now, day=day)
            if not slug:
                _agree(found.copy)
            _begin(found)
    _show(found)


def check_bug(now: datetime) -> int:
    """Judge the copy by all tests of the project; tell the story once they pass. Return the exit status."""
    found = _require_open(now)
    copy, wrong = found.copy, found.wrong
    if fault := syntax_fault(copy):
        say()
        show.syntax_fault(copy, fault)
        return NOT_YET
    say(f"\n{faint('Checking')} {copy.name}\n")
    failed = _first_failed(copy, wrong)
    if failed is None:
        _conclude(found, now)
        return 0
    if failed.step and failed.step.number == wrong.step:
        say(f"  {click.style('✗', fg='red')} It is still there.\n")
        rows = [("See it", "./roadmap bug --run"), ("Hint", "./roadmap bug --hint")]
        show.next_steps(rows)
        return NOT_YET
    say(f"  {click.style('✗', fg='red')} The mistake is gone, and something else is broken now:")
    show.failure(first_failure(copy, failed), long=False, of=failed.title)
    return NOT_YET


def hint(now: datetime) -> None:
    """Name the file, then the function."""
    found = _require_open(now)
    name = found.bug.definition
    told = [f"It is in {link(found.copy.shown(found.wrong.file))}."]
    told += [f"Look at `{name}` there."] if name else []
    if found.hints >= len(told):
        say("  These were all the hints. `./roadmap bug --give-up` tells what it is.")
    for text in told[: found.hints + 1]:
        say(f"  {text}")
    replace(found, hints=min(found.hints + 1, len(told))).note()


def give_up(now: datetime) -> None:
    """Tell what the mistake was, and end the hunt."""
    found = _require_open(now)
    say("\n  This is what it was:\n")
    _tell(found)
    close(found.copy.root, KIND)


def run(words: Sequence[str], now: datetime) -> None:
    """Become a command in the copy's folder and environment; without one, the command of the complaint."""
    found = _require_open(now)
    if not words:
        words = shlex.split(found.wrong.shows)
        say(faint(f"$ {found.wrong.shows}"))
    run_in(found.copy, words)


def _choose(root: Path, slug: str | None, now: datetime, *, today: bool) -> Bug:
    bugs, progress = known_bugs(root), load_progress(root)
    if slug:
        meant = find_built(root, slug)
        bugs = [bug for bug in bugs if bug.project == meant]
    elif not today:
        finished = {p for p in {bug.project for bug in bugs} if _is_finished(p, progress)}
        bugs = [bug for bug in bugs if bug.project in finished]
    if not bugs and not slug and not today:
        done = [p.slug for p in projects(root) if _is_finished(p, progress)]
        which = (
            f"none hides in {' or '.join(done)} yet" if done else "you have not finished one yet"
        )
        raise Problem(
            f"A bug hides in a finished program, ours, and {which}: `./roadmap bug study-planner` "
            "takes one of that project all the same, `./roadmap bug --today` the one of today."
        )
    if not bugs:
        raise Problem(f"{slug or 'The repository'} has no bug to hunt yet.")
    if today:
        chosen = bug_of_the_day(bugs, now.astimezone(UTC).date())
        if chosen.key in progress.of(chosen.project.slug).bugs:
            told = "You have found today's bug already; the next one comes at midnight, UTC."
            raise Problem(f"{told} `./roadmap bug` takes another.", status=0)
        return chosen
    new = [bug for bug in bugs if bug.key not in progress.of(bug.project.slug).bugs]
    return random.choice(new or bugs)


def _agree(copy: Copy) -> None:
    """Ask, where somebody can answer, before a project that nobody has named gets an environment."""
    if python_of(copy.venv).exists() or not has_keys():
        return
    say(f"\n  The bug is in {copy.slug}, which has no environment here: {cost_of(copy.project)}.")
    if not click.confirm("  Make it?"):
        raise Problem("Nothing was made. `./roadmap bug PROJECT` takes another.", status=0)


def _is_finished(project: Project, progress: Progress) -> bool:
    return progress.of(project.slug).current(len(load(project.folder).steps)) is None


def _begin(found: Hunt) -> None:
    """Write the reference with the mistake in it, and without its tests."""
    copy = found.copy
    if not (copy.project.mine / ".venv" / STAMP).exists():
        provide_reference(copy.project)
    with new_copy(copy) as folder:
        copy.reference.write(folder, ALL, found.wrong)
        for name in JUDGES:
            shutil.rmtree(folder / name, ignore_errors=True)
    given = copy.folder.with_name(GIVEN)
    shutil.rmtree(given, ignore_errors=True)
    shutil.copytree(copy.folder, given)
    found.note()
    if not _is_finished(copy.project, load_progress(copy.root)):
        say("\n  The program is ours, whole: what you have not written yet is in it, too.")


def _show(found: Hunt) -> None:
    said = "Today's bug" if found.day else "A bug"
    say(f"\n  {said} is in {click.style(found.copy.slug, bold=True)}. A user writes:\n")
    _paragraph(found.wrong.complaint)
    say(f"\n  One thing is wrong in {link(found.copy.name)}/: mend it there.\n")
    rows = [("See it", "./roadmap bug --run"), ("Try more", f"./roadmap bug --run {_main(found)}")]
    rows += [("Hint", "./roadmap bug --hint"), ("Found?", "./roadmap bug --check")]
    show.next_steps(rows)


def _paragraph(text: str) -> None:
    room = max(min(width(), 100) - 6, 30)
    for line in textwrap.wrap(text, room, break_on_hyphens=False):
        say(f"    {line}")


def _main(found: Hunt) -> str:
    return f"python -m {found.copy.reference.packages[0]} --help"


def _first_failed(copy: Copy, wrong: Wrong) -> Outcome | None:
    """Judge the step of the mistake, then all else; return what does not pass, but for the learner's own tests."""
    steps = [step for step in copy.reference.exercise.steps if not (step.suite or step.artefact)]
    steps.sort(key=lambda step: step.number != wrong.step)
    for outcome in check(copy, steps=steps, watch=show.running):
        transient()
        if not outcome.passed and not (outcome.step is None and outcome.title == YOURS):
            return outcome
    return None


def _conclude(found: Hunt, now: datetime) -> None:
    """Tell the story of a bug that was found, and what to share of it."""
    slug, day = found.copy.slug, f"{now.astimezone(UTC):%Y-%m-%d}"
    minutes = int((now - found.began).total_seconds() // 60)
    lines = _lines_changed(found.copy)
    facts = [f"found in {hours(minutes) if minutes > 0 else 'under a minute'}"]
    facts += [counted(found.hints, "hint")] if found.hints else []
    facts.append(counted(lines, "line"))
    say(click.style(f"  {', '.join(facts).capitalize()}.\n", fg="green", bold=True))
    _tell(found)
    say(f"  {faint('To share, without a spoiler:')}")
    say(" · ".join(filter(None, (f"  roadmap bug {found.day}".rstrip(), slug, ", ".join(facts)))))

    def note(progress: Progress) -> None:
        progress.projects.setdefault(slug, Steps()).bugs[found.bug.key] = day

    change_progress(found.copy.root, note)
    close(found.copy.root, KIND)


def _lines_changed(copy: Copy) -> int:
    """Count the lines in which the program differs from what was given; what it wrote itself is none of it."""
    given = copy.folder.with_name(GIVEN)
    source = {name for name in learner_files(copy.folder) if name.startswith("src/")}
    count = 0
    for name in source | {*learner_files(given)}:
        old, new = (
            path.read_bytes().splitlines() if (path := folder / name).is_file() else []
            for folder in (given, copy.folder)
        )
        changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        count += sum(max(j - i, n - k) for kind, i, j, k, n in changes if kind != "equal")
    return count


def _tell(found: Hunt) -> None:
    """Say what the mistake was, and show it beside what is right."""
    _paragraph(found.wrong.says)
    say()
    line, file = found.bug.line, found.wrong.file
    ours = found.copy.project.folder.relative_to(found.copy.root) / file
    places = (found.copy.shown(file, line), f"{ours}:{line}")
    show.comparison([Comparison(*places, found.bug.difference)], "wrong", "right")


def _require_open(now: datetime) -> Hunt:
    found = _opened(repository_root(), now)
    if found is None:
        raise Problem(
            "No bug is open: `./roadmap bug` opens one, `./roadmap bug --today` that of today."
        )
    return found


def _opened(root: Path, now: datetime) -> Hunt | None:
    """Return the bug that is open, if it is still known and its copy still there."""
    note = read_note(root, KIND)
    bug = (
        next((bug for bug in known_bugs(root) if bug.key == note.get("bug")), None)
        if note
        else None
    )
    if bug is None or not Copy(bug.project, KIND).folder.is_dir():
        return None
    hints, day = note.get("hints"), note.get("day")
    try:
        began = min(datetime.fromisoformat(str(note.get("began"))).astimezone(UTC), now)
    except ValueError:
        began = now
    return Hunt(bug, began, hints if isinstance(hints, int) else 0, str(day or ""))
