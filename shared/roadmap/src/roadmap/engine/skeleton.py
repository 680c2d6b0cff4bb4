"""What a stub may do to a Python file: the checks that keep a skeleton whole.

A skeleton parses, keeps every name that others use, and its functions keep their kind: a coroutine stays
one, a generator stays one, a property stays one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .markers import MarkerError, Region

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef
KIND_DECORATORS = (
    "staticmethod",
    "classmethod",
    "property",
    "cached_property",
    "overload",
    "contextmanager",
    "asynccontextmanager",
)


@dataclass(frozen=True)
class Place:
    """Where a region stands: the statements it holds and the definition around them (None: the module)."""

    statements: tuple[ast.stmt, ...]
    around: Definition | None

    @property
    def in_function(self) -> bool:
        return isinstance(self.around, Function)

    @property
    def yields(self) -> bool:
        return any(_own_yields(statement) for statement in self.statements)


def place(tree: ast.Module, region: Region, name: str) -> Place:
    """Find the block of ``tree`` whose whole statements ``region`` holds, or raise `MarkerError`."""
    for block, around in _blocks(tree, None):
        inside = [s for s in block if region.begin < first_line(s) and last_line(s) < region.end]
        if inside:
            if any(_straddles(statement, region) for statement in block):
                break
            return Place(tuple(inside), around)
    says = f"the region of step {region.step} does not hold whole statements of one block."
    raise MarkerError(name, region.begin + 1, says)


def _straddles(statement: ast.stmt, region: Region) -> bool:
    first, last = first_line(statement), last_line(statement)
    return first < region.begin < last or first < region.end < last


def _blocks(
    node: ast.AST, around: Definition | None
) -> Iterator[tuple[Sequence[ast.stmt], Definition | None]]:
    if isinstance(node, Definition):
        around = node
    for _, value in ast.iter_fields(node):
        if not isinstance(value, list):
            continue
        if value and isinstance(value[0], ast.stmt):
            yield value, around
        for child in value:
            if isinstance(child, ast.AST):
                yield from _blocks(child, around)


def first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(d.lineno for d in decorators)]) - 1


def last_line(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - 1


def _own_yields(node: ast.AST) -> bool:
    """Tell whether ``node`` yields in its own scope, not in a function defined inside it."""
    if isinstance(node, Function | ast.Lambda | ast.ClassDef):
        return False
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    return any(_own_yields(child) for child in ast.iter_child_nodes(node))


def is_generator(node: Function) -> bool:
    return any(_own_yields(statement) for statement in node.body)


def bound_names(node: ast.AST) -> set[str]:
    """Return the names that ``node`` binds in its own scope."""
    if isinstance(node, Definition):
        return {node.name}
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return {walrus.target.id for walrus in ast.walk(node) if isinstance(walrus, ast.NamedExpr)}
    names: set[str] = set()
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        names.add(node.id)
    elif isinstance(node, ast.alias):
        names.add((node.asname or node.name).partition(".")[0])
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        names.add(node.name)
    for child in ast.iter_child_nodes(node):
        names |= bound_names(child)
    return names


def check_indented(spot: Place, region: Region, name: str) -> None:
    """Refuse markers that are indented otherwise than what they hold: the stub would land in another block."""
    if spot.statements[0].col_offset != len(region.indent):
        says = f"the markers of step {region.step} are not indented like what they hold."
        raise MarkerError(name, region.begin + 1, says)


def check_used_later(spot: Place, region: Region, name: str) -> None:
    """Refuse a region inside a function that binds what the rest of the function needs."""
    if not isinstance(spot.around, Function):
        return
    bound = set[str]().union(*(bound_names(statement) for statement in spot.statements))
    arguments = {a.arg for a in ast.walk(spot.around.args) if isinstance(a, ast.arg)}
    used, elsewhere = set[str](), set(arguments)
    for node in ast.walk(spot.around):
        if isinstance(node, ast.Name) and not region.begin < node.lineno - 1 < region.end:
            (used if isinstance(node.ctx, ast.Load) else elsewhere).add(node.id)
    lost = sorted(bound & used - elsewhere)
    if lost:
        says = f"the region of step {region.step} binds {', '.join(lost)}, which {spot.around.name} uses after it."
        raise MarkerError(name, region.begin + 1, says)


@dataclass(frozen=True)
class Outline:
    """What a module offers: names by qualified name, and for each function its kind."""

    lines: dict[str, int]
    kinds: dict[str, str]


def outline(tree: ast.Module) -> Outline:
    lines: dict[str, int] = {}
    kinds: dict[str, str] = {}

    def visit(body: Sequence[ast.stmt], prefix: str) -> None:
        for statement in body:
            for bound in bound_names(statement):
                lines.setdefault(prefix + bound, statement.lineno)
            if isinstance(statement, ast.ClassDef):
                visit(statement.body, f"{prefix}{statement.name}.")
            elif isinstance(statement, Function):
                kinds[prefix + statement.name] = _kind(statement)
            else:
                for block in _own_blocks(statement):
                    visit(block, prefix)

    visit(tree.body, "")
    return Outline(lines, kinds)


def _own_blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """Yield the blocks of an `if`, a `try` and their like, which bind names where they stand."""
    for block, around in _blocks(statement, None):
        if around is None:
            yield [s for s in block if isinstance(s, Definition)]


def _kind(node: Function) -> str:
    words = [d for d in map(_decorator_name, node.decorator_list) if d in KIND_DECORATORS]
    if isinstance(node, ast.AsyncFunctionDef):
        words.append("asynchronous")
    return " ".join([*words, "generator" if is_generator(node) else "function"])


def _decorator_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def check_kept(had: Outline, skeleton: str, name: str) -> None:
    """Refuse a skeleton that does not parse, loses a name that the reference ``had``, or changes a function's kind."""
    try:
        left = ast.parse(skeleton)
    except SyntaxError as error:
        says = f"its skeleton does not parse: {error.msg} in {(error.text or '').strip()!r}."
        raise MarkerError(name, error.lineno or 1, says) from None
    has = outline(left)
    lost = [
        (qualified, line) for qualified, line in had.lines.items() if qualified not in has.lines
    ]
    used = _names_used(left) if lost else set()
    for qualified, line in lost:
        if _is_missed(qualified, used, has):
            raise MarkerError(
                name, line, f"its skeleton loses the name {qualified}; give it in a stub."
            )
    for qualified, kind in had.kinds.items():
        left_as = has.kinds.get(qualified, "value")
        if qualified in has.lines and left_as != kind:
            says = f"its skeleton turns the {kind} {qualified} into a {left_as}."
            raise MarkerError(name, had.lines[qualified], says)


def _names_used(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def _is_missed(qualified: str, used: set[str], has: Outline) -> bool:
    owner, _, name = qualified.rpartition(".")
    if owner and owner not in has.lines:
        return False  # its class is lost too, and says so
    if name.startswith("__") and name.endswith("__"):
        return name == "__all__"
    if owner:  # another class of the file may hand it down
        return name in used and not any(kept.endswith(f".{name}") for kept in has.lines)
    return not name.startswith("_") or name in used
