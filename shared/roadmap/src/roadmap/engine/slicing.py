"""The statements of a test on which an expression in it depends."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .frames import dotted

Function = ast.FunctionDef | ast.AsyncFunctionDef
SIMPLE = (
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Assert,
    ast.Expr,
    ast.Import,
    ast.ImportFrom,
)
HARMLESS = (
    ("pytest", "raises"),
    ("pytest", "warns"),
)  # contexts that change nothing of what is in them


@dataclass(frozen=True)
class Slice:
    """Statements that lead to an expression, and the names that they are `given` from outside.

    It is `whole` where running them does all that the test did to come there.
    """

    statements: list[ast.stmt]
    given: set[str]
    whole: bool


class Way:
    """The way to a line of a test: the statements `before` it, the `last` one, and the names that are `given`."""

    def __init__(self, function: Function, line: int) -> None:
        self.before: list[ast.stmt] = []
        self.given = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
        self.in_context = isinstance(function, ast.AsyncFunctionDef)
        body: Sequence[ast.stmt] = function.body
        while body:
            here = next(
                (n for n, each in enumerate(body) if line <= (each.end_lineno or 0)), len(body) - 1
            )
            self.before += body[:here]
            self.last = body[here]
            body = self._enter(self.last, line)

    def _enter(self, statement: ast.stmt, line: int) -> Sequence[ast.stmt]:
        """Return the block of a compound statement to go on in; nothing where the line is its own."""
        if isinstance(statement, ast.With | ast.AsyncWith):
            self._enter_context(statement)
            return statement.body  # also from its own line: it ends there when nothing was raised
        if isinstance(statement, ast.For):
            self.given |= stored(statement.target)
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        blocks += [handler.body for handler in getattr(statement, "handlers", ())]
        return next((b for b in blocks if b and b[0].lineno <= line <= (b[-1].end_lineno or 0)), [])

    def _enter_context(self, statement: ast.With | ast.AsyncWith) -> None:
        for item in statement.items:
            called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
            self.in_context |= called is None or (*dotted(called),) not in HARMLESS
            self.given |= stored(item.optional_vars) if item.optional_vars else set()

    def slice(self, judged: ast.expr, mine: set[str], can_write: Callable[[str], bool]) -> Slice:
        """Return what leads to ``judged``; ``mine`` are the test's own names, ``can_write`` says which have a value.

        A statement that cannot be repeated, for it needs a fixture or is compound, gives its names as values.
        """
        needed, given, whole = loaded(judged), set(self.given), not self.in_context
        kept: list[ast.stmt] = []
        for statement in reversed(self.before):
            wanted = stored(statement) & needed
            if not wanted and not _changes(statement, self._related(needed & mine)):
                continue
            if isinstance(statement, SIMPLE):
                kept.insert(0, statement)
            if not isinstance(statement, SIMPLE) or not all(
                map(can_write, loaded(statement) & self.given)
            ):
                given |= wanted
                whole &= bool(wanted)
                continue
            needed |= loaded(statement)
        return Slice(kept, needed & given, whole)

    def _related(self, names: set[str]) -> set[str]:
        """Return some names with those that something was made from them under: `sgd`, of `sgd = Sgd([place])`."""
        found = set(names)
        for statement in self.before:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and loaded(statement) & found:
                found |= stored(statement)
        return found


def _changes(statement: ast.stmt, names: set[str]) -> bool:
    """Tell whether a statement may change what one of some names stands for."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    if isinstance(statement, ast.Assert) or is_assertion(getattr(statement, "value", None)):
        return any((dotted(call.func) or [""])[0] in names for call in calls)
    return bool(loaded(statement) & names) and (bool(calls) or isinstance(statement, ast.AugAssign))


def is_assertion(node: object) -> bool:
    """Tell whether an expression calls an assertion function, as `np.testing.assert_allclose`."""
    return isinstance(node, ast.Call) and (dotted(node.func) or [""])[-1].startswith("assert_")


def in_order(nodes: Iterable[ast.AST]) -> list[str]:
    """Return the names that are read in some nodes."""
    found = (each for node in nodes for each in ast.walk(node))
    return [n.id for n in found if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def loaded(node: ast.AST) -> set[str]:
    return {*in_order([node])}


def stored(*nodes: ast.AST) -> set[str]:
    """Return the names that some nodes bind: by assignment, import, definition, or in a comprehension."""
    found = set[str]()
    for node in (inner for each in nodes for inner in ast.walk(each)):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found
