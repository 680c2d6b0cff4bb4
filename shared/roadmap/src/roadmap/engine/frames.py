"""What a failed test leaves behind while its frames are alive: the values of the names on a line, and near names."""

from __future__ import annotations

import ast
import builtins
import difflib
import inspect
import linecache
import types
from collections.abc import Iterator
from typing import Any

from .values import brief, is_array, repr_of

MOST = 4  # names of a line whose values are told
SPOKEN_FOR = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    type,
)
LOOPS = (ast.While, ast.For, ast.AsyncFor)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
METHODS = (types.FunctionType, types.MethodDescriptorType, classmethod, staticmethod)
MISSING = object()


def names_on(frame: types.FrameType, line: int) -> list[tuple[str, str]]:
    """Return the names that stand on a line, or its statement, with their values in short form; at most four."""
    statement = statement_at(frame.f_code.co_filename, line)
    told: dict[str, str] = {}
    for name, value in _values(header_of(statement), frame) if statement else ():
        if tells(value):
            told.setdefault(name, brief(value))
    return [*told.items()][:MOST]


def tells(value: object) -> bool:
    """Tell whether a value has anything to tell: no function, class or module, and no repr that is an address."""
    if value is MISSING or isinstance(value, SPOKEN_FOR):
        return False
    return is_array(value) or not repr_of(value).startswith("<")


def statement_at(file: str, line: int) -> ast.stmt | None:
    """Return the innermost statement of a file that a line belongs to."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError):
        return None
    found = None
    for node in ast.walk(tree):  # outer ones come first
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            found = node
    return found


def in_loop(text: str, line: int) -> bool:
    """Tell whether a line is in a loop of its own function, or at the head of one."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    around = [
        node
        for node in ast.walk(tree)  # outer ones come first
        if isinstance(node, LOOPS + FUNCTIONS) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return bool(around) and isinstance(around[-1], LOOPS)


def header_of(statement: ast.stmt) -> list[ast.AST]:
    """Return what is computed at a statement itself, without the statements inside it."""
    inside = (ast.stmt, ast.ExceptHandler, ast.match_case)
    return [node for node in ast.iter_child_nodes(statement) if not isinstance(node, inside)]


def _values(nodes: list[ast.AST], frame: types.FrameType) -> Iterator[tuple[str, object]]:
    """Yield the names and dotted names below some nodes in their order, each with what it stands for."""
    for node in nodes:
        chain = dotted(node)
        if not chain:
            yield from _values([*ast.iter_child_nodes(node)], frame)
        elif (found := look_up(chain[:1], frame)) is not MISSING:
            known = 1
            while known < len(chain) and (more := attribute_of(found, chain[known])) is not MISSING:
                if isinstance(more, METHODS) and not isinstance(found, types.ModuleType):
                    break
                found, known = more, known + 1
            yield ".".join(chain[:known]), found


def dotted(node: ast.AST) -> list[str]:
    """Return the parts of `a.b.c`; nothing for any other expression."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return [*before, node.attr]
    return []


def look_up(chain: list[str], frame: types.FrameType) -> Any:
    """Return what a dotted name stands for in a frame, or `MISSING`; no code of the learner's runs for it."""
    found = frame.f_locals.get(chain[0], frame.f_globals.get(chain[0], MISSING))
    for name in chain[1:]:
        found = MISSING if found is MISSING else attribute_of(found, name)
    return found


def attribute_of(value: object, name: str) -> Any:
    """Return an attribute that is only stored; `MISSING` for one that is computed."""
    found = inspect.getattr_static(value, name, MISSING)
    if isinstance(found, types.MemberDescriptorType) and not isinstance(value, type):
        try:
            return found.__get__(value)
        except AttributeError:  # a slot without a value
            return MISSING
    return MISSING if hasattr(type(found), "__get__") and not callable(found) else found


def innermost_trace(error: BaseException) -> types.TracebackType | None:
    """Return where an exception was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace


def near_name(error: BaseException) -> str:
    """Return the name that was probably meant, in Python's own words; it says them only in a traceback."""
    name = getattr(error, "name", None)
    if not name or "Did you mean" in str(error):
        return ""
    known: set[str] = set()
    if isinstance(error, NameError) and (trace := innermost_trace(error)):
        known = {*trace.tb_frame.f_locals, *trace.tb_frame.f_globals, *vars(builtins)}
    elif isinstance(error, AttributeError):
        known = {n for n in dir(error.obj) if n.startswith("_") <= name.startswith("_")}
    near = difflib.get_close_matches(name, sorted(known - {name}), n=1, cutoff=0.7)
    return f". Did you mean: {near[0]!r}?" if near else ""
