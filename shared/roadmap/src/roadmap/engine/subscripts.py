"""What a subscript that failed was of: the dict without the key, the list that is too short."""

from __future__ import annotations

import ast
import types
from itertools import islice
from typing import Any

from .frames import MISSING, dotted, innermost_trace, look_up, statement_at, tells
from .values import brief, repr_of

Fact = tuple[str, str]  # expression and value
SIZED = (str, bytes, list, tuple)
KEYS = (
    str,
    bytes,
    int,
    float,
    bool,
    type(None),
)  # whose hash and comparison run no code of the learner's


def subscripted(error: BaseException, frame: types.FrameType) -> list[Fact]:
    """Return what was subscripted in vain in a frame, by its length or keys; empty where an error is no such thing."""
    trace = innermost_trace(error)
    if not isinstance(error, LookupError) or trace is None or trace.tb_frame is not frame:
        return []
    node = _subscript_at(frame, trace.tb_lasti)
    value = _value_of(node.value, frame) if node else MISSING
    if node is None or not tells(value):
        return []
    text = ast.unparse(node.value)
    if isinstance(value, SIZED):
        return [(f"len({text})", str(len(value))), (text, brief(value))]
    if isinstance(value, dict) and brief(value) != repr_of(value):  # too long to be shown whole
        return [(f"{text}.keys()", brief([*value])), (text, brief(value))]
    return [(text, brief(value))]


def _subscript_at(frame: types.FrameType, instruction: int) -> ast.Subscript | None:
    """Return the subscript that an instruction, by its offset, belongs to."""
    line, end, column, end_column = next(
        islice(frame.f_code.co_positions(), instruction // 2, None)
    )
    statement = statement_at(frame.f_code.co_filename, line or 0)
    for node in ast.walk(statement) if statement else ():
        if isinstance(node, ast.Subscript):
            place = (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
            if place == (line, end, column, end_column):
                return node
    return None


def _value_of(node: ast.expr, frame: types.FrameType) -> Any:
    """Return what an expression stands for, or `MISSING`; no code of the learner's runs for it."""
    if isinstance(node, ast.Constant):
        return node.value
    if chain := dotted(node):
        return look_up(chain, frame)
    if isinstance(node, ast.Subscript):
        owner, key = _value_of(node.value, frame), _value_of(node.slice, frame)
        if type(owner) in (dict, *SIZED) and type(key) in KEYS:
            return owner[key]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.keywords:
        owner = _value_of(node.func.value, frame)
        arguments = [_value_of(each, frame) for each in node.args]
        if type(owner) is str and all(type(each) in KEYS for each in arguments):
            return getattr(owner, node.func.attr)(*arguments)  # of a text, as in `line.split(",")`
    return MISSING
