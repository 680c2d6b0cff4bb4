"""A failure told to a learner: the sentence of the test, what was expected, what came, and their own line."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .changes import places
from .check import Outcome
from .engine.exercise import Step
from .engine.results import Test, cut
from .learner import Work
from .regions import gone_name

HOLE = re.compile(r"step ([1-9][0-9]*)")
FRAME = re.compile(r'File "(?:[^"]*?/state/)?((?:src|suite)/[^"]+)", line (\d+)')
NOT_RAISED = re.compile(r"DID NOT RAISE(?: any of)? (.+)")
CLASSES = re.compile(r"<class '(?:\w+\.)*(\w+)'>")
ROOM = 240  # characters of a value that are shown
LINES = 5  # of what was printed that are shown
BEFORE = 60  # of them, before the place where two values differ


@dataclass(frozen=True)
class Failure:
    """What to show of one failure; `facts` are labelled texts, `place` is file and line as people click on it.

    Where no line of the learner's is known to be at fault, `regions` are the places of the step, with their names.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    place: str = ""
    line: str = ""
    regions: tuple[tuple[str, str], ...] = ()
    others: int = 0
    long: str = ""


def first_failure(work: Work, outcome: Outcome) -> Failure:
    """Return the one failure to look at: rather a wrong result than a hole that is still there."""
    if outcome.problems:
        return Failure(
            "The run itself went wrong.", tuple(("because", told) for told in outcome.problems)
        )
    if outcome.step and (gone := _gone(work, outcome, outcome.step)):
        return gone
    if outcome.broken:
        return _broken(work, outcome.broken)
    if not outcome.failed:
        return Failure("No test ran.")
    step = outcome.step
    test = min(outcome.failed, key=lambda test: _hole(test) == (step.number if step else None))
    place, line = _own_line(work, test, step)
    return Failure(
        _sentence(test),
        (*_facts(test), *_printed(test)),
        place,
        line,
        tuple(places(work, step)) if step and not place else (),
        len(outcome.failed) - 1,
        test.long,
    )


def _gone(work: Work, outcome: Outcome, step: Step) -> Failure | None:
    """Tell of a definition that the failure names, in which this or a later step is written, and that is gone."""
    said = "\n".join([outcome.broken, *(test.message for test in outcome.failed)])
    for each in work.reference.exercise.steps[step.number - 1 :]:
        for source, number in work.reference.regions_of(each.number):
            name = gone_name(source, number, work.read(source.name) or "")
            if name and re.search(rf"\b{name.rpartition('.')[2]}\b", said):
                mend = f"write it again, or `./roadmap reset {each.number}` puts it back, with its hole"
                got = _broken(work, outcome.broken).facts if outcome.broken else ()
                return Failure(
                    f"`{name}` is gone from {work.shown(source.name)}.",
                    (*got, ("mend", mend)),
                    long=outcome.broken or outcome.failed[0].long,
                )
    return None


def _sentence(test: Test) -> str:
    if test.exception == "Survived":
        return "None of your tests catches this mistake."
    return test.sentence or f"{test.name.rpartition('::')[2]} (this test says nothing of itself)."


def _facts(test: Test) -> Sequence[tuple[str, str]]:
    if test.exception == "Survived":
        return [("mistake", test.sentence)]
    facts = [("for", test.inputs)] if test.inputs else []
    if test.compared:
        facts += [("test", assertion)] if (assertion := _assertion(test)) else []
        said = test.message.partition("\nassert ")[0].rstrip()
        facts += [("because", said)] if not said.startswith("assert ") else []
        return facts + _comparison(*test.compared)
    return facts + _raised(test)


def _printed(test: Test) -> list[tuple[str, str]]:
    """Return the last lines that the code printed meanwhile: the first thing that people try."""
    lines = test.printed.splitlines()
    return [("printed", "\n".join(lines[-LINES:]))] if lines else []


def _assertion(test: Test) -> str:
    """Return the line of the test that compared, if it is the test's own and whole."""
    file, _, text = test.lines[-1] if test.lines else ("", 0, "")
    try:
        ast.parse(text)
    except SyntaxError:
        return ""
    return text if file == test.file and text.startswith("assert ") else ""


def _raised(test: Test) -> list[tuple[str, str]]:
    hole = _hole(test)
    if hole:
        return [("got", f"the hole of step {hole}: its code is not written yet")]
    if match := NOT_RAISED.match(test.message):
        kinds = CLASSES.findall(match[1]) or [match[1]]
        return [("expected", f"{' or '.join(kinds)} to be raised"), ("got", "no exception")]
    if test.exception == "Hung":
        return [("got", f"no end: it {test.message}")]
    if test.exception in ("AssertionError", "Failed"):
        return [("because", test.message)]
    name = test.exception
    return [("got", f"{name}: {test.message}" if test.message else name)]


def _comparison(op: str, left: str, right: str) -> list[tuple[str, str]]:
    if op == "==" and (lines := _differing_lines(right, left)):
        return [("lines", lines)]
    left, right = _around_difference(left, right)
    expected = {
        "==": right,
        "!=": f"anything but {right}",
        "in": f"{left} somewhere in it",
        "not in": f"{left} nowhere in it",
    }.get(op, f"{op} {right}")
    return [("expected", expected), ("got", right if op in ("in", "not in") else left)]


def _differing_lines(expected: str, got: str) -> str:
    """Return a difference line by line where both are texts of several lines."""
    texts = [_literal(expected), _literal(got)]
    if not all(isinstance(text, str) for text in texts) or not any(
        "\n" in str(text).strip() for text in texts
    ):
        return ""
    wanted, came = (str(text).splitlines() for text in texts)
    difference = [*difflib.unified_diff(wanted, came, n=2, lineterm="")][2:]
    return "\n".join("…" if line.startswith("@@") else line for line in difference)


def _around_difference(*values: str) -> Iterator[str]:
    """Yield values that are too long without the beginning that is the same in all, and without their ends."""
    differing = (at for at, letters in enumerate(zip(*values, strict=False)) if len({*letters}) > 1)
    same = next(differing, min(map(len, values)))
    is_cut = same > BEFORE and max(map(len, values)) > ROOM
    begin = cut(values[0], same - BEFORE) if is_cut else 0
    for value in values:
        rest = value[begin:]
        shown = rest if len(rest) <= ROOM else f"{rest[: cut(rest, ROOM)]}…"
        yield f"… {shown}" if begin else shown


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _hole(test: Test) -> int | None:
    match = HOLE.fullmatch(test.message) if test.exception == "NotImplementedError" else None
    return int(match[1]) if match else None


def _own_line(work: Work, test: Test, step: Step | None) -> tuple[str, str]:
    """Return place and text of the innermost line that the learner wrote, also of one that another process told."""
    mine = ("suite/",) if step and step.suite else ("src/", "suite/")
    rows = [(name, number) for name, number, _ in test.lines if name.startswith(mine)]
    told = [(name, int(number)) for name, number in FRAME.findall(test.message)]
    return _line(work, *(rows or told)[-1]) if rows or told else ("", "")


def _line(work: Work, name: str, number: int) -> tuple[str, str]:
    lines = (work.read(name) or "").splitlines()[number - 1 : number]
    return work.shown(name, number), "".join(lines).strip()


def _broken(work: Work, traceback: str) -> Failure:
    """Tell why the tests cannot even import the learner's code."""
    last = (
        (traceback.strip().splitlines() or ["no reason was given"])[-1].removeprefix("E ").strip()
    )
    frames = FRAME.findall(traceback)
    place, line = _line(work, frames[-1][0], int(frames[-1][1])) if frames else ("", "")
    if hole := re.fullmatch(r"NotImplementedError: step (\d+)", last):
        last = f"the hole of step {hole[1]}, already when it is imported"
    return Failure(
        "The tests cannot import your code.", (("got", last),), place, line, long=traceback
    )
