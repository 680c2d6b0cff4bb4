"""Three versions of a learner's project: as it was made, as upstream would make it now, and the learner's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from .blank import blank_files
from .engine.reference import Reference
from .engine.render import Source
from .folding import Side, fold, fold_written, lines_of, merge_region, token
from .learner import Work
from .lineage import Lineage, Spot, trace
from .merge import Merged


class Made:
    """The files that `start` writes from a reference: folded where they hold regions, else as bytes."""

    def __init__(self, reference: Reference, solved: Collection[int], *, blank: bool) -> None:
        self.reference, self.solved = reference, solved
        self.files: dict[str, bytes] = blank_files(reference) if blank else self._state()
        sources = {} if blank else reference.sources
        self.marked: dict[str, Source] = {n: s for n, s in sources.items() if s.regions}

    def _state(self) -> dict[str, bytes]:
        texts = self.reference.texts(self.solved)
        return {
            name: texts[name].encode()
            if name in texts
            else (self.reference.folder / name).read_bytes()
            for name in self.reference.files
        }

    @property
    def spots(self) -> list[Spot]:
        """Its regions, in order."""
        return [
            (name, n) for name, source in self.marked.items() for n in range(len(source.regions))
        ]

    def side(self, spot: Spot) -> Side:
        """Return a region as this version has it."""
        return Side(self.marked[spot[0]], spot[1], self.solved)


class Versions:
    """The learner's project between what it was made from and what upstream is now."""

    def __init__(self, work: Work, before: Reference) -> None:
        self.work = work
        self.lineage = _lineage(before, work.reference, blank=work.is_blank)
        steps = self.lineage.steps
        solved = {steps[number] for number in work.given if number in steps}
        self.old = Made(before, set(work.given), blank=work.is_blank)
        self.new = Made(work.reference, solved, blank=work.is_blank)
        self.mine = {
            name: data for name in self.old.files if (data := _read(work, name)) is not None
        }

    def in_the_way(self, name: str) -> bool:
        """Tell whether something of the learner's own stands where upstream now has a file."""
        path = self.work.folder / name
        above = path.relative_to(self.work.folder).parents
        is_blocked = any((self.work.folder / place).is_file() for place in above)
        return name not in self.mine and (is_blocked or path.exists() or path.is_symlink())

    def folded(self, made: Made, name: str) -> list[str] | None:
        """Return a file's lines in a version; None where it is no text."""
        source = made.marked.get(name)
        if source is None:
            return _decoded(made.files[name])
        return fold(source, self._tokens(made, source), made.solved)

    def folded_mine(self, name: str) -> list[str] | None:
        """Return the lines of a learner's file; None where it is no text."""
        if name in self._written:
            return self._written[name][0]
        return _decoded(self.mine[name])

    @cached_property
    def regions(self) -> Mapping[Spot, Merged]:
        """What is to stand in each region of the newer version."""
        origin = {new: old for old, new in self.lineage.regions.items()}
        return {spot: self._region(origin.get(spot), spot) for spot in self.new.spots}

    @cached_property
    def handed_over(self) -> frozenset[Spot]:
        """The regions that upstream made of code that was everyone's, and that stands in the learner's file still."""
        spots = set(self.new.spots).difference(self.lineage.regions.values())
        return frozenset(spot for spot in spots if self._is_handed_over(spot))

    @property
    def steps_handed_over(self) -> frozenset[int]:
        """The steps of which every region is such a one."""
        steps = {spot: self.new.side(spot).step for spot in self.new.spots}
        holes = {step for spot, step in steps.items() if spot not in self.handed_over}
        return frozenset(steps[spot] for spot in self.handed_over) - holes

    def _is_handed_over(self, spot: Spot) -> bool:
        """Tell whether a region's code stood outside of regions before, and there does no more."""
        old = next((was for was, name in self.lineage.files.items() if name == spot[0]), "")
        if old not in self.mine:
            return False
        texts = self.folded(self.new, spot[0]), self.folded(self.old, old), self.folded_mine(old)
        code = self.new.side(spot).solution
        theirs, base, mine = (_count(code, lines or []) for lines in texts)
        return theirs < min(base, mine)

    def _region(self, old: Spot | None, new: Spot) -> Merged:
        side = self.new.side(new)
        if old is None:
            return [*(side.solution if new in self.handed_over else side.given)]
        written = self._written.get(old[0], ([], {}))[1].get(old[1])
        return merge_region(self.old.side(old), side, written)

    @cached_property
    def _written(self) -> Mapping[str, tuple[list[str], dict[int, list[str]]]]:
        """The learner's marked files, folded, and what was written in their regions."""
        return {
            name: fold_written(source, text, self._tokens(self.old, source))
            for name, source in self.old.marked.items()
            if name in self.mine and (text := _text(self.mine[name])) is not None
        }

    def _tokens(self, made: Made, source: Source) -> dict[int, str]:
        spots = {number: (source.name, number) for number in range(len(source.regions))}
        if made is self.new:
            return {number: token(spot) for number, spot in spots.items()}
        known = self.lineage.regions
        return {number: token(known[spot]) for number, spot in spots.items() if spot in known}


def _lineage(before: Reference, after: Reference, *, blank: bool) -> Lineage:
    if not blank:
        return trace(before, after)
    both = set(blank_files(before)) & set(blank_files(after))
    return Lineage({}, {}, {name: name for name in both})


def _read(work: Work, name: str) -> bytes | None:
    path = work.folder / name
    return path.read_bytes() if path.is_file() else None


def _count(some: Sequence[str], lines: Sequence[str]) -> int:
    """Return how often lines stand among others, one after another."""
    size = len(some)
    return sum(lines[at : at + size] == some for at in range(len(lines) - size + 1))


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _decoded(data: bytes) -> list[str] | None:
    text = _text(data)
    return None if text is None else lines_of(text)
