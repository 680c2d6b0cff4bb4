"""A failure told to a learner: the sentence of the test, what was expected, what came, and their own line."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .check import Outcome
from .engine.results import Test
from .learner import Work
from .regions import locate_region

HOLE = re.compile(r"step ([1-9][0-9]*)")
FRAME = re.compile(r'File "[^"]*?/state/((?:src|suite)/[^"]+)", line (\d+)')
NOT_RAISED = re.compile(r"DID NOT RAISE(?: any of)? (.+)")
CLASSES = re.compile(r"<class '(?:\w+\.)*(\w+)'>")


@dataclass(frozen=True)
class Failure:
    """What to show of one failure; `facts` are labelled texts, `place` is file and line as people click on it."""

    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    place: str = ""
    line: str = ""
    others: int = 0
    long: str = ""


def first_failure(work: Work, outcome: Outcome) -> Failure:
    """Return the one failure to look at: rather a wrong result than a hole that is still there."""
    if outcome.problems:
        return Failure(
            "The run itself went wrong.", tuple(("because", told) for told in outcome.problems)
        )
    if outcome.broken:
        return _broken(work, outcome.broken)
    if not outcome.failed:
        return Failure("No test ran.")
    number = outcome.step.number if outcome.step else None
    test = min(outcome.failed, key=lambda test: _hole(test) == number)
    name, line, text = _own_line(test) or ("", 0, "")
    place = work.shown(name, line) if name else _place_of_step(work, number)
    others = len(outcome.failed) - 1
    return Failure(_sentence(test), tuple(_facts(test)), place, text.strip("\n"), others, test.long)


def _sentence(test: Test) -> str:
    if test.exception == "Survived":
        return "None of your tests catches this mistake."
    return test.sentence or f"{test.name.rpartition('::')[2]} (this test says nothing of itself)."


def _facts(test: Test) -> Sequence[tuple[str, str]]:
    if test.exception == "Survived":
        return [("mistake", test.sentence)]
    falsifying = _falsifying(test.long) or _parameters(test)
    facts = [("with", falsifying)] if falsifying else []
    if test.compared:
        said = test.message.partition("\nassert ")[0]
        facts += [("because", said)] if not said.startswith("assert ") else []
        return facts + _comparison(*test.compared)
    return facts + _raised(test)


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
    return "\n".join(line for line in difflib.ndiff(wanted, came) if not line.startswith("?"))


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _falsifying(long: str) -> str:
    """Return the smallest example that Hypothesis found."""
    match = re.search(r"Falsifying example: \w+\(\n(.*?)\n(?:E\s+)?\)", long, re.DOTALL)
    if not match:
        return ""
    lines = [re.sub(r"^E\s+", "", line).strip() for line in match[1].splitlines()]
    return " ".join(line for line in lines if not line.startswith("#")).rstrip(",")


def _parameters(test: Test) -> str:
    """Return the values that a parametrised test was given, as pytest writes them above it."""
    first = test.long.lstrip().partition("\n")[0]
    return first if test.name.endswith("]") and re.match(r"\w+ = ", first) else ""


def _hole(test: Test) -> int | None:
    match = HOLE.fullmatch(test.message) if test.exception == "NotImplementedError" else None
    return int(match[1]) if match else None


def _own_line(test: Test) -> tuple[str, int, str] | None:
    """Return the innermost line that the learner wrote; their own tests only where nothing else is theirs."""
    mine = [row for row in test.lines if row[0].startswith(("src/", "suite/"))]
    return mine[-1] if mine else None


def _place_of_step(work: Work, number: int | None) -> str:
    """Return where the code of a step stands, for failures that happen in another process."""
    for source, region in work.reference.regions_of(number) if number else ():
        lines = locate_region(source, region, work.read(source.name) or "")
        if lines is not None:
            return work.shown(source.name, lines.start + 1)
    return ""


def _broken(work: Work, traceback: str) -> Failure:
    """Tell why the tests cannot even import the learner's code."""
    last = (
        (traceback.strip().splitlines() or ["no reason was given"])[-1].removeprefix("E ").strip()
    )
    frames = FRAME.findall(traceback)
    name, line = frames[-1] if frames else ("", 0)
    if hole := re.fullmatch(r"NotImplementedError: step (\d+)", last):
        last = f"the hole of step {hole[1]}, already when it is imported"
    text = (work.read(name) or "").splitlines()[int(line) - 1 : int(line)] if name else []
    return Failure(
        "The tests cannot import your code.",
        (("got", last),),
        work.shown(name, int(line)) if name else "",
        text[0] if text else "",
        long=traceback,
    )
