"""The learner's side of a region: where it is in a text that people edit, and what to put there.

Markers say it where they still stand. Where they were deleted, the name of the definition around the region, or
of those in it, does; else nobody can know, and the learner is asked to put the markers back.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .engine.markers import MARKER, MarkerError, Region, comments_of, is_python, locate, split_lines
from .engine.render import NONE, Source
from .engine.skeleton import Definition, Function, bound_names, first_line, last_line, place


@dataclass(frozen=True)
class Found:
    """A region in a learner's text: its own lines, and those with the markers that are left."""

    lines: range
    outer: range


@dataclass(frozen=True)
class Owner:
    """What a region belongs to: the definition around it (empty: the module), and the names that it defines there."""

    around: str
    names: frozenset[str]

    def fits(self, other: Owner | None) -> bool:
        """Tell whether both mean the same place; names may have been added or taken away."""
        if other is None or self.around != other.around:
            return False
        return self.names == other.names or bool(self.names & other.names)


def locate_region(source: Source, number: int, text: str) -> range | None:
    """Return the lines, from 0, of the reference's region `number` in a learner's `text`; None where it is unsure."""
    found = find_region(source, number, text)
    return found.lines if found else None


def region_text(source: Source, number: int, text: str) -> str | None:
    """Return what the learner wrote in a region."""
    lines = locate_region(source, number, text)
    return None if lines is None else "".join(split_lines(text)[lines.start : lines.stop])


def region_name(source: Source, number: int) -> str:
    """Return the name of the definition around a region, or of those in it; empty where there is none."""
    tree = _parse(source.text, source.name)
    owner = _owner(tree, source.regions[number]) if tree else None
    names = sorted(owner.names) if owner else []
    return (owner and owner.around) or ", ".join([*names[:2], *(["…"] if names[2:] else [])])


def is_stub(source: Source, number: int, text: str) -> bool:
    """Tell whether a region still holds its stub, whatever blanks and comments were added."""
    written = region_text(source, number, text)
    return written is not None and _bare(written, source.name) == _bare(
        "".join(source.stub(number)), source.name
    )


def gone_name(source: Source, number: int, text: str) -> str:
    """Return the name that a region stood by, where `text` defines it no more; empty where it does or nobody knows."""
    ours, theirs = _parse(source.render(NONE), source.name), _parse(text, source.name)
    name = region_name(source, number)
    known, left = (dict(_definitions(tree)) if tree else {} for tree in (ours, theirs))
    bound = _names(theirs.body) if theirs else frozenset()
    return name if theirs and name in known and name not in left and name not in bound else ""


def rewrite(source: Source, number: int, text: str, given: Container[int]) -> str:
    """Return the file as `start` gave it, with the region's stub, and what was written in the other regions."""
    step = source.regions[number].step
    new = source.render([k for k in source.steps if k in given and k != step])
    for other in range(len(source.regions)):
        written = region_text(source, other, text)
        if other != number and written is not None:
            new = replace_region(source, other, new, split_lines(written)) or new
    return new


def replace_region(source: Source, number: int, text: str, new: Sequence[str]) -> str | None:
    """Return the learner's `text` with `new` in a region, markers around it, in the text's own line ends."""
    found = find_region(source, number, text)
    if found is None:
        return None
    lines = split_lines(text)
    inner, outer = found.lines, found.outer
    before, after = lines[: outer.start], lines[outer.stop :]
    if before and not before[-1].endswith(("\r", "\n")):
        before[-1] += newline_of(text)
    region = source.regions[number]
    begin = lines[outer.start : inner.start] or [source.lines[region.begin]]
    close = lines[inner.stop : outer.stop] or [source.lines[region.end]]
    end = _line_end(begin[0] if inner.start > outer.start else "".join(before[-1:])) or newline_of(
        text
    )
    middle = [line.rstrip("\r\n") + end for line in [*begin, *new, *close]]
    return "".join([*before, *middle, *after])


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def newline_of(text: str) -> str:
    """Return the line end that most lines of a text have."""
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _bare(text: str, name: str) -> list[str]:
    signs = tuple(style.opening for style in comments_of(name))
    lines = [line.strip() for line in split_lines(text)]
    return [line for line in lines if line and not line.startswith(signs)]


def find_region(source: Source, number: int, text: str) -> Found | None:
    """Return where the reference's region `number` stands in a learner's `text`; None where it is unsure."""
    region = source.regions[number]
    marked = _by_markers(source, number, text)
    if marked is not None:
        return Found(marked, range(marked.start - 1, marked.stop + 1))
    outer = (
        _by_name(source, region, text)
        if is_python(source.name)
        else _whole_file(source, region, text)
    )
    return None if outer is None else _without_strays(outer, region.step, text, source.name)


def _by_markers(source: Source, number: int, text: str) -> range | None:
    """Choose among the pairs of markers of the step: by their owner where it is known, else by their order."""
    step = source.regions[number].step
    same = [n for n, region in enumerate(source.regions) if region.step == step]
    pairs = list(_pairs(text, source.name, step))
    theirs = _parse(text, source.name)
    ours = _parse(source.text, source.name)
    if ours and theirs:
        owners = {n: _owner(ours, source.regions[n]) for n in same}
        mine = owners[number]
        alike = [n for n in same if mine and mine.fits(owners[n])]
        fitting = [p for p in pairs if mine and mine.fits(_owner(theirs, _region_of(p, step)))]
        if alike and len(fitting) == len(alike):
            return fitting[alike.index(number)]
    return pairs[same.index(number)] if len(pairs) == len(same) else None


def _pairs(text: str, name: str, step: int) -> Iterator[range]:
    ordinal = 0
    while (found := locate(text, name, step, ordinal)) is not None:
        yield found
        ordinal += 1


def _region_of(lines: range, step: int) -> Region:
    return Region(step, lines.start - 1, None, lines.stop, "")


@lru_cache(maxsize=64)
def _parse(text: str, name: str) -> ast.Module | None:
    try:
        return ast.parse(text.removeprefix("\ufeff")) if is_python(name) else None
    except (SyntaxError, ValueError):
        return None


def _owner(tree: ast.Module, region: Region) -> Owner | None:
    try:
        spot = place(tree, region, "")
    except MarkerError:
        return None
    around = next((name for name, node in _definitions(tree) if node is spot.around), "")
    names = frozenset() if spot.in_function else _names(spot.statements)
    return Owner(around, names)


def _names(statements: Sequence[ast.stmt]) -> frozenset[str]:
    return frozenset(name for statement in statements for name in bound_names(statement))


@lru_cache(maxsize=64)
def _definitions(tree: ast.Module) -> tuple[tuple[str, Definition], ...]:
    """Return each class and function with its qualified name."""
    return tuple(_defined_in(tree))


def _defined_in(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield prefix + child.name, child
            yield from _defined_in(child, f"{prefix}{child.name}.")
        else:
            yield from _defined_in(child, prefix)


def _by_name(source: Source, region: Region, text: str) -> range | None:
    """Find the lines of a region without its markers, by the definition around it or those in it."""
    ours, theirs = _parse(source.text, source.name), _parse(text, source.name)
    if ours is None or theirs is None:
        return None
    spot, owner = place(ours, region, source.name), _owner(ours, region)
    same_name = [node for name, node in _definitions(theirs) if owner and name == owner.around]
    if spot.around is not None and len(same_name) != 1:
        return None
    if isinstance(spot.around, Function):
        return _in_function(spot.around, spot.statements, same_name[0])
    ours_block = spot.around.body if spot.around else ours.body
    theirs_block = same_name[0].body if spot.around else theirs.body
    return _in_block(ours_block, spot.statements, theirs_block)


def _in_function(
    ours: Function, statements: Sequence[ast.stmt], theirs: Definition
) -> range | None:
    """Take the statements between those that the reference has before its region and after it."""
    if statements[0] not in ours.body:
        return None  # inside an `if` or a `with`: too deep to be sure
    at = ours.body.index(statements[0])
    before, after = _code(ours.body[:at]), ours.body[at + len(statements) :]
    body = _code(theirs.body)
    kept = len(body) - len(before) - len(after)
    if (
        kept < 0
        or not _alike(body[: len(before)], before)
        or not _alike(body[len(before) + kept :], after)
    ):
        return None
    docstring = theirs.body[:1] if len(theirs.body) > len(body) else []
    above = [*docstring, *body[: len(before)]]
    region = body[len(before) : len(before) + kept]
    if not above and not region:
        return None
    start = last_line(above[-1]) + 1 if above else first_line(region[0])
    return range(start, last_line(region[-1]) + 1 if region else start)


def _code(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return a function's statements without its docstring."""
    first = body[0] if body else None
    said = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return list(body[1:] if said else body)


def _alike(some: Sequence[ast.stmt], others: Sequence[ast.stmt]) -> bool:
    return [ast.dump(s) for s in some] == [ast.dump(o) for o in others]


def _in_block(
    ours: Sequence[ast.stmt], statements: Sequence[ast.stmt], theirs: Sequence[ast.stmt]
) -> range | None:
    """Take the statements that define the region's names, unless others of the reference stand between them."""
    wanted = _names(statements)
    others = _names([statement for statement in ours if statement not in statements])
    hits = [n for n, statement in enumerate(theirs) if wanted & _names([statement])]
    if not hits:
        return None
    block = theirs[hits[0] : hits[-1] + 1]
    if (others - wanted) & _names(block):
        return None
    return range(first_line(block[0]), last_line(block[-1]) + 1)


def _whole_file(source: Source, region: Region, text: str) -> range | None:
    outside = [*source.lines[: region.begin], *source.lines[region.end + 1 :]]
    return None if any(line.strip() for line in outside) else range(len(split_lines(text)))


def _without_strays(outer: range, step: int, text: str, name: str) -> Found | None:
    """Set apart a single marker left at either end; any other inside makes the place unsure."""
    marks = {n: mark for n, line in enumerate(split_lines(text)) if (mark := marker_in(line, name))}
    begin, end = (str(step), "begin"), (str(step), "end")
    if marks.get(outer.start - 1) == begin:
        outer = range(outer.start - 1, outer.stop)
    if marks.get(outer.stop) == end:
        outer = range(outer.start, outer.stop + 1)
    inner = outer
    if inner and marks.get(inner[0]) == begin:
        inner = inner[1:]
    if inner and marks.get(inner[-1]) == end:
        inner = inner[:-1]
    return None if any(n in marks for n in inner) else Found(inner, outer)


def marker_in(line: str, name: str) -> tuple[str, str] | None:
    """Return step and word of a line's marker, if it is one."""
    bodies = (style.unwrap(line) for style in comments_of(name))
    matches = (MARKER.fullmatch(body.strip()) for body in bodies if body is not None)
    return next(((match["step"], match["word"]) for match in matches if match), None)
