"""What the learner sees of a check: short lines, one colour a meaning, plain where there is no terminal."""

from __future__ import annotations

import shlex
import textwrap
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import click

from .artefacts import made_by_hand
from .changes import Comparison, places
from .check import WHOLE, YOURS, Outcome, Running
from .engine.exercise import Step
from .engine.suites import mutants, score
from .engine.values import clipped, cut, visible
from .failures import Failure
from .learner import Work
from .origin import upstream_differs
from .scratch import SyntaxFault
from .scratch import edited_tests as edited_in
from .terminal import command, counted, faint, has_colour, link, say, transient, width

LABEL = 10  # columns for a label such as "expected"
BODY = "      "


def _sentence(text: str, fg: str | None = None) -> None:
    """Print a sentence that is wrapped to the width of the terminal."""
    room = max(min(width(), 100) - len(BODY), 30)
    for line in textwrap.wrap(text, room, break_on_hyphens=False):
        say(BODY + click.style(line, fg=fg, bold=fg is None))


def running(tests: Running) -> None:
    """Show on a terminal which tests are under way, and how far they are."""
    what = f"step {tests.step.number}" if tests.step else tests.title
    progress = f" {tests.done} of {counted(tests.of, 'test')}" if tests.of else ""
    seconds = int(time.monotonic() - tests.began)
    transient(f"  {what} is running…{progress}" + (f", {seconds} s" if seconds > 1 else ""))


def outcome_line(outcome: Outcome, title_width: int) -> None:
    """Print one line for a step, or for the tests after the last."""
    if outcome.not_started:
        mark, told = faint("·"), faint("not started")
    elif outcome.passed:
        mark = click.style("✓", fg="green")
        ran = counted(len(outcome.tests) - outcome.skipped, "test")
        left = f", {outcome.skipped} skipped" if outcome.skipped else ""
        told = faint(_score(outcome) or ran + left)
    else:
        mark = click.style("✗", fg="red")
        told = _told(outcome)
    number = f"{outcome.step.number:>2}" if outcome.step else "  "
    say(f"  {mark} {number}  {outcome.title:<{title_width}}  {told}")


def _score(outcome: Outcome) -> str:
    """Return how many of the known bugs the learner's own tests catch; empty where they are not what is judged."""
    if not (outcome.step and outcome.step.suite):
        return ""
    caught, of = score(outcome.tests)
    return f"{caught} of {counted(of, 'bug')} caught" if of else ""


def scoreboard(work: Work, outcomes: Sequence[Outcome]) -> None:
    """Print how many of a project's known bugs the learner's tests catch, where more than one step asks for tests."""
    reference = work.reference
    suites = [step for step in reference.exercise.steps if step.suite]
    judged = [outcome for outcome in outcomes if outcome.step in suites and outcome.tests]
    if len(suites) > 1 and judged:
        caught = sum(score(outcome.tests)[0] for outcome in judged)
        of = sum(len(mutants(reference, step)) for step in suites)
        say(f"  Your tests catch {caught} of {counted(of, 'bug')}.\n")


def _told(outcome: Outcome) -> str:
    failed = len(outcome.failed)
    if (told := _score(outcome)) and all(t.exception == "Survived" for t in outcome.failed):
        return faint(told)
    if any(test.exception == "Hung" for test in outcome.failed):
        return faint("has no end")
    return faint(
        f"{failed} of {counted(len(outcome.tests), _what(outcome))} failed"
        if failed
        else "could not be judged"
    )


def _what(outcome: Outcome) -> str:
    """Return what is counted: of the learner's own tests, the programs on which they are tried."""
    return "trial" if outcome.step and outcome.step.suite else "test"


def failure(told: Failure, *, long: bool, of: str) -> None:
    """Print one failure: what should be, what was, and where."""
    say()
    _sentence(told.sentence)
    say()
    for label, text in told.facts:
        _fact(label, text)
    if told.place:
        say(f"\n{BODY}{link(told.place)}")
        room = max(width() - len(BODY) - len("│ "), 30)
        for piece in _fold(told.line, room) if told.line else ():
            say(f"{BODY}{faint('│')} {piece}")
        _names(told.names)
    elif told.regions:
        say(f"\n{BODY}{faint(told.head)}")
        for where, name in told.regions:
            place(where, name, BODY)
    if told.often:
        say()
        _sentence(f"This often means: {told.often}", fg="yellow")
    if told.others:
        what, does = ("bug", "live") if told.alive else ("test", "fail")
        more = f"{told.others} more {what}{'s' * (told.others > 1)} of {of}"
        end = ":" if told.alive else "."
        say(f"\n{BODY}" + faint(f"and {more} {does}{'s' * (told.others == 1)}{end}"))
        for sentence in told.alive:
            _sentence(f"· {sentence}")
    if long and told.long:
        say()
        say(textwrap.indent(told.long, BODY))


def place(where: str, name: str, before: str) -> None:
    """Print where code stands and what it is called, in two lines where both do not fit into one."""
    fits = len(f"{before}{where}  {name}") <= width()
    say(f"{before}{link(where)}" + (f"  {faint(name)}" if fits else ""))
    if not fits:
        say(f"{BODY}  {faint(name)}")


def where_to_begin(work: Work, step: Step) -> None:
    """Print where a step is to be written, and where it can be made by hand instead."""
    before = "  Write it at "
    if step.artefact:
        say(f"  Make it by hand in {link(work.shown(step.artefact))} (the lesson says how),")
        before = "  or write it at "
    for where, name in islice(places(work, step), 1):
        place(where, name, before)


def _fact(label: str, text: str) -> None:
    colour = {"expected": "green", "got": "red"}.get(label)
    if label == "lines":
        _difference(text)
        return
    room = max(width() - len(BODY) - LABEL, 30)
    lines = [piece for line in text.splitlines() or [""] for piece in _fold(line, room)]
    for number, line in enumerate(lines):
        head = f"{label if number == 0 else '':<{LABEL}}"
        say(f"{BODY}{faint(head)}{click.style(line, fg=colour)}")


def _fold(line: str, room: int) -> Iterator[str]:
    """Yield a line in pieces that fit, none of which ends inside a word or number that would fit by itself."""
    while len(line) > room:
        at = cut(line, room)
        yield line[:at].rstrip()
        line = line[at:]
    yield line


def _names(names: Sequence[tuple[str, str]]) -> None:
    """Print the names of the line above, with their values, aligned."""
    room = max((len(name) for name, _ in names), default=0)
    for name, value in names:
        left = max(width() - len(BODY) - room - len("│   = "), 30)
        say(f"{BODY}{faint('│')}   {faint(f'{name:<{room}} =')} {clipped(value, left)}")


def _difference(text: str) -> None:
    """Print two texts line by line: what should be there, and what is there instead."""
    say(f"{BODY}{click.style('- expected', fg='green')}  {click.style('+ got', fg='red')}")
    for line in text.splitlines():
        colour = {"-": "green", "+": "red"}.get(line[:1])
        say(BODY + click.style(line, fg=colour))


def syntax_fault(work: Work, fault: SyntaxFault) -> None:
    """Print where Python stumbles, with a caret under the place."""
    place = work.shown(fault.name, fault.line)
    say(f"  {click.style('✗', fg='red')} Python cannot read {link(place)}")
    number = f"{fault.line} │ "
    say(f"\n{BODY}{faint(number)}{visible(fault.text)}")
    caret = len(visible(fault.text[: fault.column]))
    say(f"{BODY}{' ' * (len(number) + caret)}{click.style('^', fg='red', bold=True)}")
    say(f"{BODY}{' ' * len(number)}{fault.message}\n")


def comparison(found: Iterable[Comparison], yours: str = "yours", ours: str = "ours") -> None:
    """Print the difference between the learner's regions and ours, or what else is named so."""
    room = max(len(yours), len(ours))
    for each in found:
        if each.yours:
            say(f"  {click.style(f'- {yours}', fg='red')}{'':<{room - len(yours)}}  {each.yours}")
        say(f"  {click.style(f'+ {ours}', fg='green')}{'':<{room - len(ours)}}  {each.ours}\n")
        if not each.difference:
            say(f"{BODY}{faint('The same, line by line.')}\n")
            continue
        for line in each.difference:
            colour = {"-": "red", "+": "green"}.get(line[:1])
            say("    " + click.style(line, fg=colour) if line else "")
        say()


def next_steps(rows: Sequence[tuple[str, str]]) -> None:
    """Print labelled commands, aligned; one that is longer than the terminal goes on as shells let it."""
    room = max(len(label) for label, _ in rows)
    for label, text in rows:
        for number, line in enumerate(_lines_of_command(text, width() - room - len("    "))):
            head = label if number == 0 else ""
            say(f"  {faint(f'{head:<{room}}')}  {command(line)}")


def _lines_of_command(text: str, room: int) -> list[str]:
    """Return a command in lines that end with a backslash; whole where nobody looks at a terminal."""
    lines = [""]
    for word in map(shlex.quote, shlex.split(text) if has_colour() and len(text) > room else ()):
        if len(lines[-1]) + len(word) > room - len(" \\"):
            lines[-1] += "\\"
            lines.append("  ")
        lines[-1] += f"{word} "
    return [line.rstrip() for line in lines if line] or [text]


def see_it(work: Work, step: Step) -> list[tuple[str, str]]:
    """Return the row that shows what a step brought; none where it was made by hand, and no script can show it."""
    return [("See it", _seen(work, step))] if step.see and not made_by_hand(work, step) else []


def _seen(work: Work, step: Step) -> str:
    """Return the command that shows what a step brought, as it works without an active environment."""
    words = shlex.split(step.see)
    for package in work.reference.packages:
        if words[:3] == ["python", "-m", package]:
            files = [work.shown(w) if (work.folder / w).is_file() else w for w in words[3:]]
            return shlex.join(["./roadmap", "run", work.slug, *files])
    python = [".venv/bin/python"] if words[:1] == ["python"] else words[:1]
    command, folder = shlex.join([*python, *words[1:]]), str(Path(work.shown(".venv")).parent)
    return command if folder == "." else f"cd {shlex.quote(folder)} && {command}"


def paragraph(text: str) -> None:
    """Print text that is wrapped to the width of the terminal."""
    for line in textwrap.wrap(
        text, min(width(), 100) - 4, break_on_hyphens=False, break_long_words=False
    ):
        say(f"  {line}")


def upstream_news(work: Work) -> None:
    """Say in a line where upstream is another than the learner's project was made from."""
    if work.made and upstream_differs(work):
        say(
            f"  {faint('Upstream has changed since:')} {command(f'./roadmap update {work.slug}')}\n"
        )


def edited_tests(work: Work) -> None:
    """Say in a line that changes in upstream's tests change nothing, where the learner has made some."""
    if work.made and not upstream_differs(work) and (edited := edited_in(work)):
        more = f" and {len(edited) - 1} more" if len(edited) > 1 else ""
        told = f"You have changed {work.shown(edited[0])}{more}: upstream's judges all the same."
        say(f"  {faint(f'{told} Your own tests go into a new file beside it.')}\n")


def listed(numbers: Iterable[int]) -> str:
    """Return `step 2`, or `steps 2, 3 and 5`."""
    *others, last = map(str, numbers)
    return f"steps {', '.join(others)} and {last}" if others else f"step {last}"


def title_width(work: Work) -> int:
    titles = [step.title for step in work.reference.exercise.steps]
    return min(max(map(len, [*titles, WHOLE, YOURS])), 48)
