"""Two arrays that should be alike, told in short: by shape, or where they differ, by how much, and how often."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from .values import DIGITS, EXACT, SMALL, as_array, has_array, kind_of, listed, number

Fact = tuple[str, str]  # label and text
Compared = tuple[str, object, object]  # operator, what came, what was expected

# What NumPy's, PyTorch's and pandas' assertions call what came, and what was expected.
OPERANDS = (("actual", "desired"), ("actual", "expected"), ("left", "right"), ("x", "y"))
RELATIVE, ABSOLUTE = 1e-6, 1e-12  # pytest.approx, where it is told nothing else
NEGATIVE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def operands_of(trace: TracebackType | None) -> tuple[Compared, float, float] | None:
    """Return what an assertion function of a library compared, and how far apart it allows them, relative first."""
    for frame, _ in traceback.walk_tb(trace):
        module = str(frame.f_globals.get("__name__", "")).split(".")
        if "testing" not in module and "_testing" not in module:
            continue
        found = frame.f_locals
        for came, wanted in OPERANDS:
            if came in found and wanted in found:
                tolerances = (found.get("rtol") or 0.0, found.get("atol") or 0.0)
                return ("==", found[came], found[wanted]), *tolerances
    return None


def differences(compared: Compared, rtol: float = 0.0, atol: float = 0.0) -> list[Fact]:
    """Return what to show of two values of which one at least is an array; nothing where none is, or they agree."""
    op, came, wanted = compared
    if op not in ("==", *NEGATIVE) or came is None:
        return []
    if is_approx := type(wanted).__name__.startswith("Approx"):
        wanted, rtol, atol = _approximated(wanted)
    if not (is_approx or has_array(came) or has_array(wanted)):
        return []
    got, expected = as_array(came), as_array(wanted)
    if got is None or expected is None:
        return []
    if expected.shape not in ((), got.shape):
        return [("expected", _whole(expected)), ("got", _whole(got))]
    wrong = _wrong(op, got, expected, rtol, atol)
    if not wrong.any():
        same = got.dtype == expected.dtype
        return [] if same else [("expected", kind_of(expected)), ("got", kind_of(got))]
    sign = "" if op == "==" else f"{op} "
    return _elements(got, expected, wrong, sign)


def _approximated(approx: Any) -> tuple[object, float, float]:
    """Return what stands in a `pytest.approx`, and its tolerances."""
    relative = (0.0 if approx.abs is not None else RELATIVE) if approx.rel is None else approx.rel
    return approx.expected, relative, ABSOLUTE if approx.abs is None else approx.abs


def _whole(array: Any) -> str:
    """Return an array by shape, with its elements where they are few."""
    told = f"shape {tuple(array.shape)}" if array.shape else "one number"
    return f"{told}: {listed(array)}" if 0 < array.size <= SMALL else told


def _wrong(op: str, got: Any, expected: Any, rtol: float, atol: float) -> Any:
    """Return where the elements are not as they should be."""
    numpy: Any = sys.modules["numpy"]
    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if op in NEGATIVE:
            compare = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}[op]
            return ~getattr(numpy, compare)(got, expected)
        if got.dtype.kind not in "biufc" or expected.dtype.kind not in "biufc":
            return numpy.asarray(got != expected)
        close = numpy.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)
        return ~close if not close.all() else numpy.asarray(got != expected)


def _elements(got: Any, expected: Any, wrong: Any, sign: str) -> list[Fact]:
    """Return both arrays where they are small, else their first difference and how large the others are."""
    numpy: Any = sys.modules["numpy"]
    if wrong.size <= SMALL and got.shape == wrong.shape:
        texts = _apart(lambda digits: (listed(expected, digits), listed(got, digits)))
        return [("expected", sign + texts[0]), ("got", texts[1])]
    got, expected = numpy.broadcast_arrays(got, expected)
    first = tuple(int(i) for i in numpy.argwhere(wrong)[0])
    at = f"  at {[*first]}"
    texts = _apart(lambda d: (number(expected[first].item(), d), number(got[first].item(), d)))
    count = f"{int(wrong.sum())} of {wrong.size} elements of {tuple(wrong.shape)}"
    largest = "" if sign else _largest(got, expected, wrong, first)
    return [("expected", sign + texts[0] + at), ("got", texts[1] + at), ("differ", count + largest)]


def _largest(got: Any, expected: Any, wrong: Any, first: tuple[int, ...]) -> str:
    """Return where the largest error is, and how large; nothing where it is the ``first``, or there is none."""
    numpy: Any = sys.modules["numpy"]
    if got.dtype.kind not in "iuf" or expected.dtype.kind not in "iuf":
        return ""
    with numpy.errstate(all="ignore"):
        error = numpy.abs(got.astype(float) - expected.astype(float))
    error[~wrong | ~numpy.isfinite(error)] = -1.0
    place = tuple(int(i) for i in numpy.unravel_index(error.argmax(), error.shape))
    by, of = float(error[place]), abs(float(expected[place]))
    if by <= 0 or place == first:
        return ""
    share = f", {100 * by / of:.3g}%" if 0 < of < float("inf") and by < 100 * of else ""
    return f"; most at {[*place]}, by {by:.3g}{share}"


def _apart(told: Any) -> Sequence[str]:
    """Return two texts at as few digits as tell them apart."""
    for digits in (DIGITS, 8, 12):
        texts: tuple[str, str] = told(digits)
        if texts[0] != texts[1]:
            return texts
    exact: tuple[str, str] = told(EXACT)
    return exact
