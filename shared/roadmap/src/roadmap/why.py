"""What `why` says: the failing call as a line to paste into a prompt, which was tried before it is shown."""

from __future__ import annotations

import re
import shlex

import click

from . import show
from .check import YOURS, Outcome, check, runner_of
from .engine.results import Result, Test
from .engine.values import plain
from .errors import NOT_YET, Problem
from .failures import first_failure
from .learner import Work, find_work
from .repository import repository_root
from .scratch import compose, compose_own, syntax_fault
from .terminal import command, say, transient
from .wording import TRUTH

WORD = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?|\w+")
WRAPPING = {"array", "dtype", "np", "float32", "float64", "int64"}
STRICT = "import warnings; warnings.simplefilter('error'); "  # as the tests have it
TESTS = "sys.path.append('tests')"


def explain(slug: str | None) -> int:
    """Show the first failure of the learner's project, and how to make it happen by hand; return the exit status."""
    work = find_work(repository_root(), slug)
    if fault := syntax_fault(work):
        show.syntax_fault(work, fault)
        return NOT_YET
    outcome = next((each for each in check(work, watch=show.running) if not each.passed), None)
    transient()
    if outcome is None:
        raise Problem("Nothing fails: all tests pass.", status=0)
    if outcome.not_started and outcome.step:
        told = f"Nothing fails: step {outcome.step.number} is not started yet."
        raise Problem(f"{told} `./roadmap lesson` shows what to do.", status=0)
    failure = first_failure(work, outcome)
    of = f"step {outcome.step.number}" if outcome.step else outcome.title
    say(f"\n  {click.style('✗', fg='red')} {of}: {outcome.title}" if outcome.step else f"\n  {of}")
    show.failure(failure, long=False, of=of)
    say()
    if failure.test and failure.test.account.line and _happens(work, outcome, failure.test):
        _show_line(work, failure.test)
    elif failure.test and "::" in failure.test.name and failure.test.exception != "Survived":
        _show_pytest(work, failure.test, of_suite=bool(outcome.step and outcome.step.suite))
    return 0


def line_of(test: Test) -> str:
    """Return the line that makes the failing call again."""
    return (STRICT if test.exception.endswith("Warning") else "") + test.account.line


def _show_line(work: Work, test: Test) -> None:
    tests = f"sys.path.append({work.shown('tests')!r})"
    say(f"  To make it happen, start {command(work.shown('.venv/bin/python'))} and paste:\n")
    click.echo(line_of(test).replace(TESTS, tests) + "\n")  # neither indented nor folded
    if test.exception == "Hung":
        say("  It has no end: Ctrl-C ends it.\n")


def _show_pytest(work: Work, test: Test, *, of_suite: bool) -> None:
    file, _, name = test.name.partition("::")
    told = "It needs what the test prepares, so no line alone makes it happen."
    if of_suite:
        name = test.refused_by
        told = f"It is your tests that are judged, {_judged_on(work, test)}. On yours they run so:"
    place = "::".join(filter(None, (work.shown(file), name)))
    say(f"  {told}")
    words = [work.shown(".venv/bin/python"), "-m", "pytest", place]
    show.next_steps([("Run the test", shlex.join(words))])


def _judged_on(work: Work, test: Test) -> str:
    """Return on which program a test of the learner's fails, and where that can be read."""
    judge = test.name.partition("::accepts ")[2]
    folder = work.project.folder / "alternatives" / judge
    if judge and folder.is_dir():
        return (
            f"on a program as right as ours, whose difference is in {folder.relative_to(work.root)}"
        )
    return "on our code"


def _happens(work: Work, outcome: Outcome, test: Test) -> bool:
    """Try the line on the learner's code, and tell whether the same comes of it."""
    if test.exception == "Hung":
        return True  # to wait for it a second time proves no more
    with runner_of(work) as runner:
        folder = runner.folder()
        (compose_own if outcome.title == YOURS else compose)(work, folder / "state")
        code = f"exec(compile({line_of(test)!r}, '<stdin>', 'single'))"
        return is_same(test, runner.command(folder, ["-c", code]))


def is_same(test: Test, came: Result) -> bool:
    """Tell whether a line ended as the test did: by the same exception, or with the same value."""
    if test.exception not in ("AssertionError", "Failed"):
        last = (came.stderr.strip().splitlines() or [""])[-1]
        return re.match(rf"(?:[\w.]+\.)?{re.escape(test.exception)}\b", last) is not None
    if came.status:
        return bool(test.message) and f"AssertionError: {test.message}" in came.stderr
    compared = test.compared or test.account.compared
    truth = TRUTH.match(test.message)
    if compared and not test.account.verdict:
        value = compared[2 if compared[0] in ("in", "not in") else 1]
    elif test.account.verdict and truth:
        value = "False" if not truth[1] and truth[2].startswith("(") else truth[2]
        value = "False" if compared else value
    else:
        return True
    expected = _words(value.partition("… (")[0])
    printed = _words(came.stdout)
    return printed[-len(expected) :] == expected if expected else True


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(plain(text)) if word not in WRAPPING]
