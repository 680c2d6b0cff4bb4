"""Two long lists or texts that should be equal, told by the place where they first differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .differences import Compared, Fact
from .values import MANY, TOLD, brief, repr_of

BEFORE, AFTER = 2, 4  # elements that are shown before the first difference, and from it on
WIDER = 10  # times as many characters of a text


def first_difference(compared: Compared) -> list[Fact]:
    """Return what stands around the first difference of two long sequences; nothing of any other values."""
    op, came, wanted = compared
    if op != "==" or type(came) is not type(wanted) or not (_is_long(came) and _is_long(wanted)):
        return []
    got: Sequence[Any] = came  # type: ignore[assignment]
    expected: Sequence[Any] = wanted  # type: ignore[assignment]
    pairs = enumerate(zip(got, expected, strict=False))
    at = next((n for n, pair in pairs if not _are_equal(*pair)), min(len(got), len(expected)))
    if at == len(got) == len(expected):
        return []
    what = "characters" if isinstance(came, str) else "elements"
    count = f"first at [{at}], of {len(expected)} {what}"
    came_too = f"; {len(got)} came" if len(got) != len(expected) else ""
    return [
        ("expected", _around(expected, at)),
        ("got", _around(got, at)),
        ("differ", count + came_too),
    ]


def _is_long(value: object) -> bool:
    if not isinstance(value, str | list | tuple):
        return False
    return len(value) > MANY or len(repr_of(value)) > TOLD


def _are_equal(one: Any, other: Any) -> bool:
    try:
        return bool(one is other or one == other)
    except Exception:  # arrays are not simply equal, and the learner's own `==` may fail
        return repr_of(one) == repr_of(other)


def _around(values: Sequence[Any], at: int) -> str:
    """Return the elements around a place, with an ellipsis where there are more."""
    scale = WIDER if isinstance(values, str) else 1
    begin, end = max(at - BEFORE * scale, 0), at + AFTER * scale
    near = values[begin:end]
    told = repr(near) if isinstance(near, str) else ", ".join(map(brief, near))
    shown = ["…"] * (begin > 0) + [told] * bool(near) + ["…"] * (end < len(values))
    return " ".join(shown) or "nothing more"
