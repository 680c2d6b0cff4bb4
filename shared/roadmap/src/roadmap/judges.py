"""What judges a step: its test file and what that uses, or all that a learner's own tests are tried on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from .engine.exercise import Step
from .engine.reference import Reference
from .engine.render import ALL
from .engine.skeleton import Definition
from .engine.suites import mutants
from .lineage import test_of
from .regions import marker_in

ALWAYS = ("conftest.py", "services.py")  # used without being named


def same_judges(before: Reference, old: Step, after: Reference, new: Step) -> bool:
    """Tell whether a step is judged as it was; comments, docstrings and layout judge nothing."""
    some, others = list(_judges(before, old)), list(_judges(after, new))
    if [data for _, data in some] == [data for _, data in others]:
        return True
    return [_meaning(*judge) for judge in some] == [_meaning(*judge) for judge in others]


def _judges(reference: Reference, step: Step) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all that judges a step."""
    if step.suite:
        mistakes = sorted(
            (wrong.file, wrong.find, wrong.swap) for wrong in mutants(reference, step)
        )
        yield "mistakes", repr(mistakes).encode()
        yield from _implementations(reference)
    elif own := test_of(reference, step):
        for name in (own, *sorted(_used(reference, own))):
            yield name, _data(reference, name)


def _implementations(reference: Reference) -> Iterator[tuple[str, bytes]]:
    """Yield the code on which a learner's tests must pass."""
    for name, text in reference.texts(ALL).items():
        if name.startswith("src/"):
            yield name, text.encode()
    for path in sorted((reference.folder / "alternatives").rglob("*.py")):
        yield path.relative_to(reference.folder).as_posix(), path.read_bytes()


def _used(reference: Reference, test: str) -> set[str]:
    """Return the files that a test file names, and those that they name in turn; none of them a test or the package."""
    left = {name for name in reference.files if not _is_other(PurePosixPath(name))}
    used = {n for n in left if n.startswith("tests/") and PurePosixPath(n).name in ALWAYS}
    queue = [test, *used]
    while queue:
        text = _data(reference, queue.pop()).decode(errors="replace")
        named = {name for name in left - used if _names(text, PurePosixPath(name))}
        used |= named
        queue += named
    return used


def _is_other(path: PurePosixPath) -> bool:
    return path.parts[0] in ("src", "suite") or path.match("test_*.py")


def _names(text: str, path: PurePosixPath) -> bool:
    word = path.stem if path.suffix == ".py" else path.name
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _data(reference: Reference, name: str) -> bytes:
    return (reference.folder / name).read_bytes()


def _meaning(name: str, data: bytes) -> object:
    """Return what a file says to a computer."""
    if not name.endswith(".py"):
        lines = data.decode(errors="surrogateescape").splitlines()
        return [line for line in lines if not marker_in(line, name)]  # they hold a step's number
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return data
    for node in ast.walk(tree):
        if isinstance(node, Definition | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)
