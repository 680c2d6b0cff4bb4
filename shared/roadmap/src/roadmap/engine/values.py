"""Values as people read them: no address, no seventeen digits, an array by shape where it is large.

Arrays of NumPy, PyTorch, TensorFlow and pandas are known by what they can do: where one is, its library is
loaded already, and NumPy with it. Nothing is imported here.
"""

from __future__ import annotations

import math
import re
import sys
import types
from typing import Any

SMALL = 6  # elements of an array that is shown whole
DIGITS = 5  # significant digits, unless two values differ only after them
EXACT = 17
ROOM = 60  # characters of a value that is named in passing
TOLD = 4_000  # characters of a value that a run tells
MANY = 10_000  # elements of a container from which on its text is not even made
ENDLESS = 100_000  # characters of a repr from which on nobody looks at it

# A text in quotation marks is left as it is; a number is a float with a point or an exponent.
TOKEN = re.compile(
    r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?<![\w.])(\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+)(?!\w)"""
)
TOLERANCE = re.compile(r" ± [\d.e+-]+")
NOISE = (
    (re.compile(r"\b(?:np|numpy)\.(?:\w*?(?:float|int|bool|str)\w*)\(([^()]*)\)"), r"\1"),
    (re.compile(r"\bnp\.(True|False)_\b"), r"\1"),
    (re.compile(r"<class '(?:[\w<>]+\.)*(\w+)'>"), r"\1"),
    (re.compile(r"\bdtype\('(\w+)'\)"), r"\1"),
    (re.compile(r"\bdatetime\.(?=(?:date|datetime|time|timedelta)\()"), ""),
    (re.compile(r"\bapprox\(([\[({].*[\])}])\)"), r"\1"),
    (re.compile(r"<generator object [^ ]+ at 0x[0-9a-f]+>"), "<generator>"),
    (re.compile(r"<function (?:[\w<>]+\.)*([\w<>]+) at 0x[0-9a-f]+>"), r"<function \1>"),
    (re.compile(r"<((?:\w+\.)*)(\w+) object at 0x[0-9a-f]+>"), r"<\2 object>"),
    (re.compile(r" at 0x[0-9a-fA-F]{6,}"), ""),
)


def plain(text: str) -> str:
    """Return the repr of something without what says nothing: wrappers of scalars, module names, addresses."""
    for pattern, replacement in NOISE:
        text = pattern.sub(replacement, text)
    return text


def rounded(text: str, digits: int = DIGITS) -> str:
    """Return a repr with its numbers at so many significant digits; what stands in quotation marks stays."""

    def shorter(match: re.Match[str]) -> str:
        return match[1] or number(float(match[2]), digits)

    return TOKEN.sub(shorter, text)


def told_apart(one: str, other: str) -> tuple[str, str]:
    """Return two reprs at as few digits as show where they differ, and without a tolerance that is no matter."""
    for digits in (DIGITS, 8, 12):
        shorter = (
            rounded(TOLERANCE.sub("", one), digits),
            rounded(TOLERANCE.sub("", other), digits),
        )
        if shorter[0] != shorter[1]:
            return shorter
    return one, other


def number(value: object, digits: int = DIGITS) -> str:
    """Return one element of an array; a whole float keeps its point only where digits were asked for in full."""
    if isinstance(value, float) and digits < EXACT:
        whole = math.isfinite(value) and value == int(value) and abs(value) < 10**digits
        return f"{value:.1f}" if whole else f"{value:.{digits}g}"
    return plain(repr(value))


def visible(text: str) -> str:
    """Return a text in which whatever could disturb a terminal is written as its escape."""
    return "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text.expandtabs(4))


def _escaped(character: str) -> str:
    return ascii(character)[1:-1]


def repr_of(value: object) -> str:
    """Return the repr of any value: also of one whose own fails, or would fill screens."""
    kind = type(value).__name__
    try:
        if isinstance(value, list | tuple | set | dict | str | bytes) and len(value) > MANY:
            return f"<{kind} of {len(value)}>"
        text = repr(value)
    except (Exception, SystemExit) as error:  # it is the learner's code
        return f"<{kind} whose repr raises {type(error).__name__}>"
    return text if len(text) <= ENDLESS else f"<{kind} whose repr has {len(text)} characters>"


def text_of(error: BaseException) -> str:
    """Return what an exception says: also one whose own text fails."""
    try:
        return str(error)
    except (Exception, SystemExit) as failed:  # it is the learner's code
        return f"(its text cannot be had: {type(failed).__name__})"


def as_array(value: object) -> Any:
    """Return an array-like as an array of NumPy; None where it is none, or NumPy is not there."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or isinstance(value, str | bytes | type | None):
        return None
    try:
        if hasattr(type(value), "detach"):  # PyTorch's, perhaps on a device, with a gradient
            value = value.detach().cpu()  # type: ignore[attr-defined]
        array = numpy.asarray(value)
    except Exception:  # whatever it is, it is no array
        return None
    return array if array.dtype.kind in "biufcSUM" else None


def is_array(value: object) -> bool:
    """Tell whether a value is an array or table of one of the libraries; a scalar of theirs is none."""
    try:
        return has_array(value) and len(value.shape) > 0  # type: ignore[attr-defined]
    except Exception:  # the learner's own property
        return False


def has_array(value: object) -> bool:
    """Tell whether the class of a value can make an array of it; no attribute of the value itself is looked up."""
    return hasattr(type(value), "__array__")


def kind_of(array: Any) -> str:
    """Return shape and element type of an array: `(32, 784) float32`; of a table without one, its class."""
    shape = str(tuple(array.shape))
    kind = getattr(array, "dtype", None)
    return f"{shape} {type(array).__name__ if kind is None else str(kind).rpartition('.')[2]}"


def listed(array: Any, digits: int = DIGITS) -> str:
    """Return the elements of a small array as nested lists on one line."""

    def told(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(told, value))}]"
        return number(value, digits)

    return told(array.tolist())


def brief(value: Any, room: int = ROOM) -> str:
    """Return a value on one line: arrays by shape, with their elements where they are few; all else cut short."""
    if is_array(value):
        array: Any = as_array(value)
        few = array is not None and 0 < array.size <= SMALL
        return f"{kind_of(value)}: {listed(array)}" if few else kind_of(value)
    if isinstance(value, type | types.FunctionType | types.MethodType):
        return value.__name__
    fields = getattr(type(value), "__dataclass_fields__", {})
    inside = [getattr(value, name, None) for name in fields]
    if any(map(is_array, inside)):
        told = ", ".join(f"{n}={brief(v)}" for n, v in zip(fields, inside, strict=True))
        return clipped(f"{type(value).__name__}({told})", room)
    if isinstance(value, list | tuple) and any(map(is_array, value[:MANY])):
        return clipped(f"[{', '.join(map(brief, value[:SMALL]))}]", room)
    return clipped(" ".join(rounded(plain(repr_of(value))).split()), room)


def clipped(text: str, room: int) -> str:
    """Return a text, or as much of it as fits."""
    return text if len(text) <= room else f"{text[: cut(text, room)]}…"


def shorten(text: str, limit: int) -> str:
    """Return the beginning of a text that is too long, with what it lacks."""
    if len(text) <= limit:
        return text
    return f"{text[: cut(text, limit - 20)]}… ({len(text)} characters)"


def cut(text: str, room: int) -> int:
    """Return where to cut ``text`` so that at most ``room`` characters remain: after a blank or else between tokens."""
    blank = text.rfind(" ", room // 2, room) + 1
    between = (at for at in range(room, room // 2, -1) if not text[at - 1 : at + 1].isalnum())
    return blank or next(between, room)
