"""A part of a test as one line for a prompt: what it imports, what it was given, and what it did."""

from __future__ import annotations

import ast
import builtins
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path

from .faithful import NAMED, Unfaithful, python_of
from .frames import MISSING, look_up
from .slicing import Slice, in_order, stored

SHORT = 40  # characters of a value that is written where its name stood
CONSTANT = 120  # of one that is written rather than imported
LONGEST = 2000  # characters of a line that anybody would paste
INLINE = (int, float, str, bytes, bool, type(None), tuple)


class Paste:
    """A line in the making, with the values of a test's frame."""

    def __init__(self, frame: types.FrameType, root: Path) -> None:
        self._frame, self._tests = frame, f"{root / 'tests'}/"
        self._modules: set[str] = set()  # lines that import modules
        self._names: dict[str, set[str]] = {}  # module -> names imported from it

    def can_write(self, name: str) -> bool:
        try:
            python_of(self._frame.f_locals[name], set())
        except Exception:  # also a repr of the learner's that fails
            return False
        return True

    def line(self, found: Slice, judged: ast.expr) -> str:
        """Return all of a slice on one line, the judged expression last; empty where that cannot be."""
        nodes = [*found.statements, judged]
        assigned, short = [], dict[str, str]()
        made = stored(*nodes)
        try:
            for name in dict.fromkeys(in_order(nodes)):
                if name in made and name not in found.given:
                    continue
                text = self._written(name, found)
                if (
                    text
                    and len(text) <= SHORT
                    and name not in made
                    and is_plain(look_up([name], self._frame))
                ):
                    short[name] = text
                elif text:
                    assigned.append(f"{name} = {text}")
        except Unfaithful:
            return ""
        line = "; ".join([*self._imports(), *assigned, *(inlined(node, short) for node in nodes)])
        return line if "\n" not in line and len(line) <= LONGEST else ""

    def _written(self, name: str, found: Slice) -> str:
        """Return Python for what a name stands for; nothing where an import makes it known."""
        if name in self._frame.f_locals:
            return self._value(self._frame.f_locals[name])
        value = self._frame.f_globals.get(name, MISSING)
        if value is MISSING:
            if not hasattr(builtins, name):
                raise Unfaithful(name)
            return ""
        if not callable(value) and not isinstance(value, types.ModuleType):
            try:
                return self._value(value, CONSTANT)
            except Unfaithful:
                pass
        self._import(name, value)
        return ""

    def _value(self, value: object, longest: int = LONGEST) -> str:
        lines: set[str] = set()
        try:
            text = python_of(value, lines)
        except Exception as error:  # also a repr of the learner's that fails
            raise Unfaithful(str(error)) from None
        if len(text) > longest:
            raise Unfaithful(f"{len(text)} characters")
        for line in lines:
            words = line.split()
            if words[0] == "from":
                self._names.setdefault(words[1], set()).add(words[3])
            else:
                self._modules.add(line)
        return text

    def _import(self, name: str, value: object) -> None:
        """Note how to import a global name of the test; what only the tests have comes from their folder."""
        module = getattr(
            value, "__name__" if isinstance(value, types.ModuleType) else "__module__", ""
        )
        known_as = getattr(value, "__name__", name)
        home = sys.modules.get(module)
        from_tests = str(getattr(home, "__file__", None)).startswith(self._tests)
        if isinstance(value, types.ModuleType) and not from_tests:
            self._modules.add(_import_of(module, name))
        elif from_tests or getattr(home, known_as, None) is not value:
            self._modules |= {"import sys", "sys.path.append('tests')"}
            self._names.setdefault(Path(self._frame.f_code.co_filename).stem, set()).add(name)
        else:
            renamed = "" if known_as == name else f" as {name}"
            self._names.setdefault(module, set()).add(known_as + renamed)

    def _imports(self) -> Iterator[str]:
        """Yield the imports: modules, then the tests' folder, then names."""
        yield from sorted(self._modules, key=lambda line: (not line.startswith("import"), line))
        for module, names in sorted(self._names.items()):
            yield f"from {module} import {', '.join(sorted(names))}"


def is_plain(value: object) -> bool:
    """Tell whether a value may stand in several places: it cannot be changed."""
    return isinstance(value, (*INLINE, *NAMED)) or type(value).__module__ == "datetime"


class _Inlined(ast.NodeTransformer):
    """Write texts in the place of names."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._values[node.id]) if node.id in self._values else node


def inlined(node: ast.AST, values: Mapping[str, str]) -> str:
    """Return the text of a node with values in the place of names."""
    text = ast.unparse(node)
    tree = ast.parse(text, mode="exec" if isinstance(node, ast.stmt) else "eval")
    return ast.unparse(_Inlined(values).visit(tree))


def _import_of(module: str, name: str) -> str:
    package, _, last = module.rpartition(".")
    if module == name:
        return f"import {name}"
    return (
        f"from {package} import {last}"
        if last == name and package
        else f"import {module} as {name}"
    )
