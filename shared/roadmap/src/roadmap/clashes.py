"""Where the learner and upstream changed the same lines: the learner's stay, and upstream's become a comment above.

So the file still runs, and `check` still judges what the learner wrote.
"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .engine.markers import comments_of, is_python
from .merge import Clash
from .regions import marker_in


@dataclass(frozen=True)
class Conflict:
    """What is left for the learner to decide in a file; `says` where it is the file as a whole."""

    name: str
    line: int = 0  # from 1
    step: int | None = None
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    says: str = ""


def show_clashes(
    name: str, lines: Sequence[str], clashes: Sequence[tuple[int, Clash]]
) -> tuple[list[str], list[Conflict]]:
    """Return a merged file with a comment above each clash, which stands at a line from 0, and the conflicts."""
    shown, conflicts = list[str](), list[Conflict]()
    done = 0
    unsafe = _inside_something(name, lines)
    for at, clash in clashes:
        step = _step_at(name, lines, at, clash)
        above = next(line for line in range(at, -1, -1) if line not in unsafe)
        shown += lines[done : max(above, done)]
        conflicts.append(Conflict(name, len(shown) + 1, step, clash.mine, clash.theirs))
        indent = next((_indent(line) for line in lines[max(above, done) :] if line.strip()), "")
        shown += _comment(name, clash, step, indent)
        done = max(above, done)
    shown += lines[done:]
    if _meaning(name, "".join(lines)) not in (None, _meaning(name, "".join(shown))):
        return [*lines], conflicts  # a comment cannot stand there: the terminal shows both versions
    return shown, conflicts


def is_readable(name: str, text: str) -> bool:
    """Tell whether a file can be read by whatever reads its language, as far as that is here."""
    return _meaning(name, text) is not None


def _meaning(name: str, text: str) -> object:
    """Return what a file holds, or merely that it can be read; None where it cannot."""
    try:
        if is_python(name):
            ast.parse(text.removeprefix("\ufeff"))
        elif name.endswith(".toml"):
            return tomllib.loads(text)
        elif name.endswith(".json"):
            json.loads(text)
    except (ValueError, SyntaxError, RecursionError):
        return None
    return True


def _comment(name: str, clash: Clash, step: int | None, indent: str) -> Iterator[str]:
    """Yield the lines that show upstream's version; none where the language has no comments for it."""
    styles = comments_of(name)
    if not styles or (
        styles[0].closing and any(styles[0].closing in line for line in clash.theirs)
    ):
        return
    of = f"update, step {step}" if step else "update"
    if clash.theirs:
        told = [f"{of}: upstream changed these lines too. Yours stay, below; upstream's are:"]
        told += [f"| {line.rstrip()}".rstrip() for line in clash.theirs]
        told += [f"{of}: take over what you need, then delete this comment."]
    else:
        told = [
            f"{of}: upstream removed lines here that you changed. Keep or delete yours, and this comment."
        ]
    for line in told:
        yield f"{indent}{styles[0].wrap(line)}\n"


def _inside_something(name: str, lines: Sequence[str]) -> set[int]:
    """Return the lines, from 0, before which no comment can stand: in a longer string, or after a backslash."""
    if not is_python(name):
        return set()
    unsafe = {number + 1 for number, line in enumerate(lines) if line.rstrip().endswith("\\")}
    try:
        tree = ast.parse("".join(lines).removeprefix("\ufeff"))
    except (SyntaxError, ValueError):
        return unsafe
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        if (is_text or isinstance(node, ast.JoinedStr)) and isinstance(node, ast.expr):
            unsafe.update(range(node.lineno, node.end_lineno or node.lineno))
    return unsafe


def _step_at(name: str, lines: Sequence[str], at: int, clash: Clash) -> int | None:
    """Return the step whose region is in a clash or next to it, within the definition that it stands in."""
    first = next((n for n in range(at, 0, -1) if _is_top(lines[n])), 0)
    last = next(
        (n for n in range(at + len(clash.mine), len(lines)) if _is_top(lines[n])), len(lines)
    )
    near = [*clash.theirs, *lines[at:last], *reversed(lines[first:at])]
    return next((int(mark[0]) for line in near if (mark := marker_in(line, name))), None)


def _is_top(line: str) -> bool:
    """Tell whether a line at the left edge begins something: no bracket that ends it, and no comment."""
    return line[:1].isalpha() or line[:1] in ("@", "[", "<", "_")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
