"""What was got, in twelve digits: the same for all code that makes the same mistake, whatever it looks like.

Digests travel between machines, versions of Python and of the libraries. So values count and not their
reprs, numbers by three significant digits, and nothing of it that differs from run to run.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Any

from .differences import operands_of
from .values import has_array

TESTS = "tests/"  # whose lines are the same for all learners
NUMBERS = 1000  # of an array that count
ITEMS = (300, 30, 10, 5)  # that count of a list or dict, of those in it, and so on
TINY = 1e-9  # of which nobody knows the digits
NUDGE = 1 + 3e-6  # so that 0.1875 and 0.18749999 are rounded alike
RUN_ONLY = re.compile(r"0x[0-9a-f]+|/[\w./-]+|\b\d+\.\d+ ?m?s\b")  # addresses, paths, durations
FRACTION = re.compile(r"(?<![\w.])-?\d+(?:\.\d*(?:e[+-]?\d+)?|e[+-]?\d+)(?![\w.])")
NUMPY_SCALAR = re.compile(r"np\.\w+\(([^()]*)\)")


def digest(
    error: BaseException, lines: Sequence[tuple[str, int, str]], compared: Sequence[object]
) -> str:
    """Return the digest of a failure: its kind, the line of the test, and the values or else the message.

    ``lines`` are those of the project, outermost first; ``compared`` holds an operator and its two values where an
    assertion of the test compared. Empty where the values cannot be looked at.
    """
    by_library = operands_of(error.__traceback__)
    values = by_library[0] if by_library else compared
    try:
        told = canonical(values) if values else canonical_text(_first_paragraph(str(error)))
    except Exception:  # values under test may do anything when they are looked at
        return ""
    asked = next((text for file, _, text in reversed(lines) if file.startswith(TESTS)), "")
    whole = "\n".join([type(error).__name__, asked, told])
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:12]


def _first_paragraph(text: str) -> str:
    """Return what an exception says, without the advice that newer versions add."""
    return text.partition("\n\n")[0]


def canonical(value: object, depth: int = 0) -> str:
    """Return a text that is the same for equal values, also where their numbers differ by rounding."""
    if isinstance(value, str):
        return repr(canonical_text(value))
    if value is None or isinstance(value, bool | int | bytes | type):
        return repr(value)
    if isinstance(value, float):
        return _rounded(value)
    if depth >= len(ITEMS):
        return "…"
    if has_array(value) and hasattr(type(value), "tolist"):
        return _array(value, depth)
    if isinstance(value, Mapping):
        pairs = islice(value.items(), ITEMS[depth])
        return f"{{{', '.join(': '.join(_each(pair, depth)) for pair in pairs)}}}"
    if isinstance(value, Set):
        return f"{{{', '.join(sorted(_each(value, depth)))}}}"
    if isinstance(value, list | tuple):
        inner = ", ".join(_each(value, depth))
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return canonical_text(repr(value))


def _each(values: Iterable[object], depth: int) -> Iterator[str]:
    return (canonical(each, depth + 1) for each in islice(values, ITEMS[depth]))


def _array(value: Any, depth: int) -> str:
    """Tell an array by shape and numbers; its dtype matters to tests that compare it."""
    shape = tuple(value.shape)
    if not shape:
        return canonical(value.tolist(), depth + 1)
    flat = value.reshape(-1) if hasattr(value, "reshape") else value
    return f"{shape} {' '.join(canonical(each, depth + 1) for each in flat[:NUMBERS].tolist())}"


def canonical_text(text: str) -> str:
    """Return ``text`` without what differs from run to run, its fractions rounded."""
    plain = NUMPY_SCALAR.sub(r"\1", RUN_ONLY.sub("·", text))
    return FRACTION.sub(lambda match: _rounded(float(match[0])), plain)


def _rounded(number: float) -> str:
    return "0" if abs(number) < TINY else f"{number * NUDGE:.3g}"
