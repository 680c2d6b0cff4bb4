"""What `update` says: which files change, what it means for the steps, and what is left to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from . import show
from .clashes import Conflict
from .commands import provide_environment
from .learner import Work, find_work
from .origin import upstream_differs
from .repository import repository_root
from .staging import carry_out, is_staged, progress_after, stage
from .terminal import command, faint, link, say
from .update import Plan, plan_update
from .writing import turn

FILES, LINES = 12, 8  # shown at most: files that change, and lines of each version of a conflict


def update_work(slug: str | None, *, dry_run: bool) -> None:
    """Merge what changed upstream into the learner's project, or say what that would do."""
    work = find_work(repository_root(), slug)
    if dry_run:
        _rehearse(work)
        return
    with turn(work.root, work.slug):
        if is_staged(work):
            carry_out(work)
            say(f"The update of {work.name} that was interrupted is done now.")
            work = Work(work.project)
        if upstream_differs(work):
            _update(work)
        else:
            say(f"{work.name} is up to date.")
        provide_environment(Work(work.project))


def _rehearse(work: Work) -> None:
    if is_staged(work):
        typed = command(f"./roadmap update {work.slug}")
        say(f"An update of {work.name} was interrupted. {typed} ends it.")
    elif upstream_differs(work):
        _say_plan(work, plan_update(work))
        say("  This was only a look: nothing has changed.")
    else:
        say(f"{work.name} is up to date.")


def _update(work: Work) -> None:
    plan = plan_update(work)
    stage(work, plan)
    _say_plan(work, plan)
    if kept := carry_out(work):
        say("  Your files as they were are kept in")
        say(f"    {work.shown(str(kept.relative_to(work.folder)))}/")
    show.next_steps([("Check it", "./roadmap check")])


def _say_plan(work: Work, plan: Plan) -> None:
    _say_files(work, list(_changes(work, plan)))
    if not work.is_blank:
        _say_steps(work, plan)
    for conflict in plan.conflicts:
        _say_conflict(work, conflict)


def _changes(work: Work, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield what becomes of each file, and its name."""
    for name, data in plan.files.items():
        if name in plan.moved:
            yield "moved", f"{work.shown(name)} to {plan.moved[name]}"
        elif data is None:
            yield "removed", work.shown(name)
        elif name not in plan.moved.values():
            yield "changed" if (work.folder / name).exists() else "new", work.shown(name)


def _say_files(work: Work, changes: Sequence[tuple[str, str]]) -> None:
    say(f"\n  {click.style(work.name, bold=True)} as upstream has it now:\n")
    for what, name in changes[:FILES]:
        say(f"  {faint(f'{what:<8}')} {name}")
    if len(changes) > FILES:
        say(faint(f"  … and {len(changes) - FILES} files more"))
    if not changes:
        say("  None of your files has to change.")
    say()


def _say_steps(work: Work, plan: Plan) -> None:
    """Say what becomes of the steps."""
    titles = {step.number: step.title for step in work.reference.exercise.steps}
    told = []
    for number in sorted(titles.keys() - set(plan.steps.values())):
        told.append(f"New: step {number}, {titles[number]}.")
        if number in plan.there:
            reset = command(f"./roadmap reset {work.slug} {number}")
            told[-1] += f" Its code is there already, as you had it: {reset} makes it a hole."
    told += [f"Gone: {title}. What you wrote for it stays yours." for title in plan.gone]
    moved = [f"{old} is now {new}" for old, new in sorted(plan.steps.items()) if old != new]
    told += [f"Steps by another number: {', '.join(moved)}."] if moved else []
    recheck = progress_after(work, plan).recheck
    told += [f"To check again, since the tests changed: {show.listed(recheck)}."] if recheck else []
    for sentence in told:
        show.paragraph(sentence)
    if told:
        say()


def _say_conflict(work: Work, conflict: Conflict) -> None:
    """Show both versions of what is left to decide."""
    if conflict.says:
        upstream = work.project.folder.relative_to(work.root) / conflict.name
        ours = f" Upstream's is {upstream}." if (work.root / upstream).exists() else ""
        show.paragraph(f"{work.shown(conflict.name)} stays as you have it: {conflict.says}.{ours}")
        say()
        return
    titles = {step.number: step.title for step in work.reference.exercise.steps}
    of = f"step {conflict.step}, {titles[conflict.step]}" if conflict.step in titles else ""
    say(f"  {link(work.shown(conflict.name, conflict.line))}  {of}".rstrip())
    say(f"  {click.style('- yours stay', fg='red')}  {click.style('+ upstream', fg='green')}")
    for sign, lines, colour in (("-", conflict.mine, "red"), ("+", conflict.theirs, "green")):
        for line in lines[:LINES]:
            say("    " + click.style(f"{sign} {line.rstrip()}", fg=colour))
        if len(lines) > LINES:
            say(f"    {sign} … and {len(lines) - LINES} lines more")
    say()
