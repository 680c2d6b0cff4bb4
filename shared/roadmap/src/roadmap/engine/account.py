"""What a failed test can tell while its frames are alive: the call, the values, the difference."""

from __future__ import annotations

import linecache
import os
import traceback
import types
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .differences import Compared, Fact, differences, operands_of
from .frames import MOST, in_loop, names_on, near_name
from .replay import replay_of
from .sequences import first_difference
from .subscripts import subscripted
from .values import repr_of, text_of


@dataclass(frozen=True)
class Account:
    """What was called, with which values, and how what came differs from what was expected."""

    call: str = ""
    judged: bool = False  # the call's own value is what the test looks at
    verdict: bool = False  # and is true or false
    forgets: bool = False  # and the function called has no `return` of a value
    beside: tuple[Fact, ...] = ()  # names of the call, or of the test's line, and their values
    functions: tuple[str, ...] = ()  # the learner's, that the test called by itself
    line: str = ""  # makes the call again in a prompt
    names: tuple[Fact, ...] = ()  # of the learner's innermost line
    differs: tuple[Fact, ...] = ()  # of arrays, and of long sequences
    compared: tuple[str, str, str] | None = None  # what an assertion function of a library compared
    near: str = ""  # the name that was probably meant
    cause: str = ""  # the exception that this one was raised from, or while handling it

    @classmethod
    def read(cls, told: dict[str, Any]) -> Account:
        """Return an account that went through JSON."""
        return cls(**{key: _frozen(value) for key, value in told.items()})


NOTHING = Account()


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def account_of(
    error: BaseException, test: tuple[str, str], root: Path, compared: Sequence[object]
) -> dict[str, Any]:
    """Return the account of a failed ``test`` (file and function) for JSON; empty where that fails."""
    try:
        return asdict(_account(error, test, root, compared))
    except Exception:  # the failure itself must be told all the same
        if os.environ.get("ROADMAP_DEBUG"):
            raise
        return {}


def _account(
    error: BaseException, test: tuple[str, str], root: Path, compared: Sequence[object]
) -> Account:
    frames = [*traceback.walk_tb(error.__traceback__)]
    hung = type(error).__name__ == "Hung"
    mine = _innermost(frames, root / "src", hung) or _innermost(frames, root / "suite", hung)
    replay = replay_of(error, *test, root)
    asked = operands_of(error.__traceback__) if isinstance(error, AssertionError) else None
    values: Compared | None = asked[0] if asked else None
    if compared and isinstance(error, AssertionError):
        op, left, right = compared
        values = (str(op), left, right)
    named = replay.names if replay else ()
    if not (mine or values or (replay and replay.call)) and (
        asking := _innermost(frames, root / "tests")
    ):
        named = tuple(names_on(*asking))
    return Account(
        call=replay.call if replay else "",
        judged=replay is not None and replay.judged,
        verdict=replay is not None and replay.verdict,
        forgets=replay is not None and replay.forgets,
        beside=named,
        functions=replay.functions if replay else (),
        line=replay.line if replay else "",
        names=tuple(_names(error, *mine)) if mine else (),
        differs=tuple(_differing(values, *(asked[1:] if asked else ()))) if values else (),
        compared=("==", repr_of(asked[0][1]), repr_of(asked[0][2])) if asked else None,
        near=near_name(error),
        cause=_cause(error),
    )


def _differing(compared: Compared, rtol: float = 0.0, atol: float = 0.0) -> list[Fact]:
    return differences(compared, rtol, atol) or first_difference(compared)


def _names(error: BaseException, frame: types.FrameType, line: int) -> list[Fact]:
    """Return what a line says by its values: first what was subscripted in vain; at most so many."""
    told = {**dict(subscripted(error, frame)), **dict(names_on(frame, line))}
    return [*told.items()][:MOST]


def _innermost(
    frames: Sequence[tuple[types.FrameType, int]], folder: Path, hung: bool = False
) -> tuple[types.FrameType, int] | None:
    """Return the innermost frame of a folder's code; of what ``hung``, rather one that is in a loop."""
    place = f"{folder}{os.sep}"
    inside = [each for each in frames if each[0].f_code.co_filename.startswith(place)]
    found = [each for each in inside if hung and in_loop(_text(each[0]), each[1])] or inside
    return found[-1] if found else None


def _text(frame: types.FrameType) -> str:
    return "".join(linecache.getlines(frame.f_code.co_filename))


def _cause(error: BaseException) -> str:
    """Return the exception behind this one, as far as Python would show it."""
    hidden = None if error.__suppress_context__ else error.__context__
    cause = error.__cause__ or hidden
    return "" if cause is None else f"{type(cause).__name__}: {text_of(cause)}".removesuffix(": ")
