"""A failed test in words: what was called, what was expected, what came instead. Never a library's own raw text."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from .engine.results import Test
from .engine.values import clipped, cut, plain, told_apart

Fact = tuple[str, str]  # label and text

HOLE = re.compile(r"step ([1-9][0-9]*)")
NOT_RAISED = re.compile(r"DID NOT RAISE(?: any of)? (.+)")
CLASSES = re.compile(r"<class '(?:\w+\.)*(\w+)'>")
TRUTH = re.compile(r"assert (not )?([^\n]*)")
LAST_WORDS = re.compile(
    r"^ *(\w[\w.]*(?:Error|Exception|Warning|Interrupt|Exit)\b.*)\Z", re.MULTILINE
)
UNCLOSED = re.compile(r"ResourceWarning: (.+)")
CORE = re.compile(
    r" with gufunc signature .*?(?= \(size)"
)  # of NumPy's matmul, for those who wrote it
CALL_LOG = "\nCall log:"  # of Playwright, for those who wrote it
BY_OTHER_MEANS = "it does the same by other means: a test asks what code does, not how"
OPPOSITE = {"==": "!=", "!=": "==", "in": "not in", "not in": "in"}
ORDERS = ("<", "<=", ">", ">=")
ROOM = 240  # characters of a value that are shown
LINES = 5  # of what was printed that are shown
BEFORE = 60  # characters before the place where two values differ


def hole_of(test: Test) -> int | None:
    """Return the step whose stub ended the test."""
    match = HOLE.fullmatch(test.message) if test.exception == "NotImplementedError" else None
    return int(match[1]) if match else None


def sentence_of(test: Test) -> str:
    if test.exception == "Survived":
        return "None of your tests catches this mistake."
    if judge := _refused(test):
        by = test.refused_by
        told = f"fail on {judge}, which is right: look at {by}" if by else f"do not run on {judge}"
        return f"Your tests {told}."
    return test.sentence or f"{test.name.rpartition('::')[2]} (this test says nothing of itself)."


def facts_of(test: Test) -> list[Fact]:
    """Return what to show of a failed test, in its order."""
    if test.exception == "Survived":
        return [("mistake", test.sentence)]
    facts = [*_asked(test), *_happened(test), *_perhaps(test), *_printed(test)]
    return facts if _refused(test) in ("", "the reference") else [*facts, ("but", BY_OTHER_MEANS)]


def _refused(test: Test) -> str:
    """Return the correct code that a suite refuses; empty where the test is no judge of a suite."""
    return test.name.partition("::accepts ")[2]


def _asked(test: Test) -> Iterator[Fact]:
    """Yield the call that was made, or else what was given; and the test's line where it judges something else."""
    account = test.account
    if account.call:
        yield "call", clipped(account.call, ROOM)
    elif test.inputs:
        yield "for", plain(test.inputs)
    for name, value in account.beside:
        yield "with", f"{name} = {value}"
    if not account.judged and not _said(test) and (assertion := _assertion(test)):
        yield "test", assertion


def _assertion(test: Test) -> str:
    """Return the line of the test that compared, if it is the test's own and whole."""
    file, _, text = test.lines[-1] if test.lines else ("", 0, "")
    try:
        ast.parse(text)
    except SyntaxError:
        return ""
    is_shown = file.startswith("suite/")  # below the facts, as the learner's own line
    return text if file == test.file and "assert" in text and not is_shown else ""


def _happened(test: Test) -> Iterator[Fact]:
    """Yield what was expected and what came, or the exception."""
    if test.exception not in ("AssertionError", "Failed"):
        yield "got", _raised(test)
        if test.account.cause and not hole_of(test):
            yield "after", clipped(test.account.cause, ROOM)
        return
    if match := NOT_RAISED.match(test.message):
        kinds = CLASSES.findall(match[1]) or [match[1]]
        yield from (("expected", f"{' or '.join(kinds)} to be raised"), ("got", "no exception"))
        return
    said = _said(test)
    if said:
        yield "because", said
    if test.account.differs:
        yield from test.account.differs
    elif compared := test.compared or test.account.compared:
        yield from _comparison(test, *compared)
    elif not said and (match := TRUTH.match(test.message)):
        yield from _truth(negated=bool(match[1]), got=match[2])


def _said(test: Test) -> str:
    """Return what the test itself says of its failure; of a program that it started, the last line."""
    said = "" if test.message.startswith("assert ") else test.message.partition("\nassert ")[0]
    said = said.partition(CALL_LOG)[0]
    if test.account.differs or (test.account.compared and not test.compared):
        return ""  # a library's table of the same
    if "Traceback (most recent call last)" in said and (last := LAST_WORDS.search(said.rstrip())):
        said = last[1]
    return said.strip()


def _raised(test: Test) -> str:
    """Return an exception in a sentence or two."""
    name, message = test.exception, CORE.sub("", test.message).partition(CALL_LOG)[0].strip()
    message += test.account.near
    if hole := hole_of(test):
        return f"the hole of step {hole}: its code is not written yet"
    if name == "Refused":
        return clipped(message, ROOM)
    if name == "Hung":
        return f"no end: it {message}"
    if name == "RecursionError":
        return "RecursionError: it calls itself, and never comes to an end"
    if name == "SystemExit":
        return (
            f"SystemExit: the code ended the whole program{f', with {message}' if message else ''}"
        )
    if unclosed := UNCLOSED.search(message):
        return f"ResourceWarning: {unclosed[1]}: it was opened and never closed (`with` does it)"
    return f"{name}: {clipped(message, ROOM)}" if message else name


def _truth(*, negated: bool, got: str) -> Iterator[Fact]:
    """Yield what `assert x` or `assert not x` wanted and got; of a longer condition, only that it does not hold."""
    if got.startswith("("):
        got = "True" if negated else "False"
    wanted = {"False": "True", "True": "False"}.get(got, "nothing" if negated else "something")
    yield "expected", wanted
    yield "got", clipped(plain(got), ROOM)


def _comparison(test: Test, op: str, left: str, right: str) -> Iterator[Fact]:
    if test.account.verdict and op in ORDERS:
        yield from (("expected", "True"), ("got", "False"))
        return
    if _assertion(test).startswith("assert not "):  # what was compared is so, and should not be
        op = OPPOSITE.get(op, op)
    if op == "==" and (lines := _differing_lines(right, left)):
        yield "lines", lines
        return
    if op in ("==", "is"):
        left, right = told_apart(plain(left), plain(right))
    left, right = _around_difference(
        *(" ".join(plain(each).splitlines()) for each in (left, right))
    )
    other = "something else" if len(right) > BEFORE else f"anything but {right}"
    expected = {
        "==": right,
        "is": right,
        "!=": other,
        "is not": other,
        "in": f"{left} somewhere in it",
        "not in": f"{left} nowhere in it",
    }.get(op, f"{op} {right}")
    yield "expected", expected
    yield "got", right if op in ("in", "not in") else left


def _perhaps(test: Test) -> Iterator[Fact]:
    """Yield what a None or a generator means that came out of the learner's function."""
    _, came, wanted = test.compared or test.account.compared or ("", "", "")
    in_test = bool(test.lines) and test.lines[-1][0] == test.file
    is_none = (came == "None" != wanted) or ("NoneType" in test.message and in_test and not came)
    if is_none and test.account.forgets:
        instead = "it printed and returned nothing" if test.printed else "it returned None"
        yield "perhaps", f"{instead}: is a `return` missing?"
    elif came.startswith("<generator object"):
        yield "perhaps", "it is a generator, and nothing was taken from it: `list(…)` makes a list"


def _printed(test: Test) -> Iterator[Fact]:
    """Yield the last lines that the code printed meanwhile: the first thing that people try."""
    if lines := test.printed.splitlines():
        yield "printed", "\n".join(clipped(line, ROOM) for line in lines[-LINES:])


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
        shown = clipped(value[begin:], ROOM)
        yield f"… {shown}" if begin else shown


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
