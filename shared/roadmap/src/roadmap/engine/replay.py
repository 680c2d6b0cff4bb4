"""The call that a failing test made, for reading and as a line that makes it again in a prompt.

The test itself says what it did: of its statements those are kept on which the judged expression depends, and
whatever it was given (parameters, an example of Hypothesis, the turn of a loop) is written in as a value.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
import traceback
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .faithful import NAMED, python_of
from .frames import dotted, look_up, tells
from .pasting import SHORT, Paste, inlined, is_plain
from .slicing import Function, Slice, Way, in_order, is_assertion, stored
from .values import brief, clipped, is_array, plain, rounded

BESIDE = 200  # of one that is told beside the call
NAMES = 4  # names of a call whose values are told
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class Replay:
    """What a test called: `call` to read, `names` in it with their values, and `line` to paste.

    `functions` are the learner's that it calls by itself, by qualified name. The call is `judged` where its own
    value is what the test looks at, and a `verdict` where that value should be true, or false. It `forgets` where
    the function that it calls has no `return` of a value.
    """

    call: str
    names: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]
    line: str
    judged: bool
    verdict: bool
    forgets: bool


def replay_of(error: BaseException, file: str, name: str, root: Path) -> Replay | None:
    """Return how the test function ``name`` of ``file`` came to ``error``, in the state at ``root``."""
    frames = [*traceback.walk_tb(error.__traceback__)]
    for frame, line in reversed(frames):  # Hypothesis gives its wrapper the same name
        code = frame.f_code
        if (code.co_filename, code.co_name) == (file, name):
            function = _function_of(code)
            return _Reader(frame, root).replay(Way(function, line), error) if function else None
    return None


@cache
def _function_of(code: types.CodeType) -> Function | None:
    for node in ast.walk(_tree_of(code.co_filename)):
        if isinstance(node, Function):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first == code.co_firstlineno:
                return node
    return None


@cache
def _tree_of(file: str) -> ast.Module:
    return ast.parse("".join(linecache.getlines(file)))


class _Reader:
    """What stands in a test, read with the values of its frame."""

    def __init__(self, frame: types.FrameType, root: Path) -> None:
        self._frame, self._root = frame, root
        self._source, self._tests = f"{root / 'src'}/", f"{root / 'tests'}/"

    def replay(self, way: Way, error: BaseException) -> Replay | None:
        judged = self._judged(way.last, raised=not isinstance(error, AssertionError))
        if judged is None:
            return None
        paste = Paste(self._frame, self._root)
        found = way.slice(judged, {*self._frame.f_locals}, paste.can_write)
        frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
        inside = any(each.f_code.co_filename.startswith(self._source) for each in frames)
        shown = judged if inside and any(self._called(judged)) else self._shown(found, judged)
        if isinstance(shown, ast.Assign) and [ast.unparse(judged)] == [
            *map(ast.unparse, shown.targets)
        ]:
            shown = judged_here = shown.value
        else:
            judged_here = judged
        return Replay(
            self._text(shown) if shown else "",
            tuple(self._beside(shown, but=() if shown is judged_here else in_order([judged])))
            if shown
            else (),
            tuple(dict.fromkeys(self._functions(*found.statements, judged))),
            paste.line(found, judged) if found.whole else "",
            shown is judged_here,
            isinstance(way.last, ast.Assert) and judged is way.last.test,
            shown is not None and self._forgets(shown),
        )

    def _judged(self, statement: ast.stmt, *, raised: bool) -> ast.expr | None:
        """Return the expression whose value a statement judges, or that it computes."""
        if not isinstance(statement, ast.Assert):
            value: ast.expr | None = getattr(statement, "exc", getattr(statement, "value", None))
            if isinstance(value, ast.Call) and is_assertion(value):
                return value.args[0] if value.args else None
            return None if isinstance(statement, ast.Raise) and not raised else value
        compares = [node for node in ast.walk(statement.test) if isinstance(node, ast.Compare)]
        if raised or len(compares) != 1 or len(compares[0].ops) > 1:
            return statement.test
        op, left, right = compares[0].ops[0], compares[0].left, compares[0].comparators[0]
        if isinstance(op, ast.In | ast.NotIn):
            return right
        return statement.test if isinstance(op, ORDERS) and any(self._functions(right)) else left

    def _shown(self, found: Slice, judged: ast.expr) -> ast.AST | None:
        """Return the last call of the learner's code that leads to what is judged; else one of the tests' own."""
        for node in (judged, *reversed(found.statements)):
            if any(self._functions(node)):
                return node.value if isinstance(node, ast.Expr) else node
        codes = map(_code, self._called(judged))
        return judged if any(c and c.co_filename.startswith(self._tests) for c in codes) else None

    def _called(self, node: ast.AST) -> Iterator[object]:
        """Yield what a node calls by a name."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and (name := dotted(each.func)):
                yield look_up(name, self._frame)

    def _functions(self, *nodes: ast.AST) -> Iterator[str]:
        """Yield the learner's functions that some nodes call, also through a function of the tests, by name."""
        for called in (called for node in nodes for called in self._called(node)):
            for code in self._codes(called):
                yield code.co_qualname.replace("<locals>.", "")

    def _forgets(self, node: ast.AST) -> bool:
        """Tell whether what a node calls last, of the learner's, has no `return` of a value."""
        found = ([*self._codes(called)] for called in self._called(node))  # outer calls come first
        last = next(filter(None, found), [])
        return bool(last) and not any(map(_may_return, last))

    def _codes(self, called: object) -> Iterator[types.CodeType]:
        """Yield the code of a function or class of the learner's, or of those that one of the tests calls."""
        code = _code(called)
        if code and code.co_filename.startswith(self._source):
            yield code
        elif code and code.co_filename.startswith(self._tests):
            known = getattr(called, "__globals__", {})
            inner = (_code(known.get(name)) for name in code.co_names)
            yield from (c for c in inner if c and c.co_filename.startswith(self._source))

    def _text(self, node: ast.AST) -> str:
        """Return a call on one line, with short values in the place of names."""
        node = _Opened(self._frame).visit(copy.deepcopy(node))
        values = {name: look_up([name], self._frame) for name in {*in_order([node])} - stored(node)}
        short = {
            name: brief(value) for name, value in values.items() if self._is_short(name, value)
        }
        return " ".join(inlined(node, short).split("\n"))

    def _is_short(self, name: str, value: object) -> bool:
        """Tell whether a value is written where its name stands: not what is well known by its name."""
        if isinstance(value, NAMED):
            return name in self._frame.f_locals and not isinstance(value, type(ast))
        return is_plain(value) and tells(value) and len(brief(value)) <= SHORT

    def _beside(self, node: ast.AST, but: Sequence[str]) -> list[tuple[str, str]]:
        """Return the other names of a call with their values: arrays, containers, texts."""
        told: dict[str, str] = {}
        for name in in_order([node]):
            value = look_up([name], self._frame)
            if (
                name not in (*stored(node), *but)
                and tells(value)
                and not self._is_short(name, value)
            ):
                told[name] = _input(value)
        return [*told.items()][:NAMES]


class _Opened(ast.NodeTransformer):
    """Write what a lambda does in the place of its call."""

    def __init__(self, frame: types.FrameType) -> None:
        self._frame = frame

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        called = _code(look_up(dotted(node.func) or [""], self._frame))
        if called is None or called.co_name != "<lambda>" or node.args or node.keywords:
            return node
        written = [
            each.body
            for each in ast.walk(_tree_of(called.co_filename))
            if isinstance(each, ast.Lambda) and each.lineno == called.co_firstlineno
        ]
        return written[0] if len(written) == 1 else node


def _may_return(code: types.CodeType) -> bool:
    """Tell whether a function can return a value: by `return`, as a generator, or as what makes an instance."""
    function = _function_of(code)
    if function is None or code.co_name == "__init__" or code.co_flags & inspect.CO_GENERATOR:
        return True
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return) and node.value:
            return True
        if not isinstance(node, Function | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return False


def _input(value: object) -> str:
    """Return a value with room for all that matters: records without what they have by default."""
    told = brief(value, BESIDE)
    if is_array(value) or not told.endswith("…"):
        return told
    try:
        return clipped(rounded(plain(python_of(value, set()))), BESIDE)
    except Exception:  # also a repr of the learner's that fails
        return told


def _code(called: object) -> types.CodeType | None:
    """Return the code of a function, or of what makes an instance of a class."""
    made = vars(called).get("__init__") if isinstance(called, type) else called
    code = getattr(getattr(made, "__wrapped__", made), "__code__", None)
    return code if isinstance(code, types.CodeType) else None
