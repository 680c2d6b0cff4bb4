"""Which step, region and file of an older version is which of a newer one; a number or a name alone says little."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from .engine.exercise import Step
from .engine.reference import Reference
from .regions import region_name

SAME_STEP = 0.4  # of titles, names, tests and code, on average
SAME_FILE = 0.5  # of the lines
SAME_REGION = 3.0  # see `_same_region`

Spot = tuple[str, int]  # a file, and the number of a region in it
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Lineage:
    """What became of the older version's steps, regions and files; what is gone is missing here."""

    steps: Mapping[int, int]
    regions: Mapping[Spot, Spot]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Traits:
    """What makes a step, region or file known again."""

    sets: tuple[frozenset[str], ...]


def trace(before: Reference, after: Reference) -> Lineage:
    """Find the steps, regions and files of `before` again in `after`."""
    steps = _pair_up(_steps(before), _steps(after), _likeness, SAME_STEP)
    regions = _pair_up(_regions(before), _regions(after), _same_region(steps), SAME_REGION)
    return Lineage(steps, regions, _files(before, after))


def _pair_up(
    olds: Mapping[Key, Traits],
    news: Mapping[Key, Traits],
    score: Callable[[Key, Key, Traits, Traits], float],
    least: float,
) -> dict[Key, Key]:
    """Pair the most alike first; of equals, those of the same key or order."""
    ranked = sorted(
        (-rating, old != new, i, j, old, new)
        for i, (old, its) in enumerate(olds.items())
        for j, (new, others) in enumerate(news.items())
        if (rating := score(old, new, its, others)) >= least
    )
    pairs: dict[Key, Key] = {}
    for *_, old, new in ranked:
        if old not in pairs and new not in pairs.values():
            pairs[old] = new
    return pairs


def _likeness(old: object, new: object, its: Traits, others: Traits) -> float:
    """Return how much is shared of all traits, from 0 to 1."""
    shares = [_share(a, b) for a, b in zip(its.sets, others.sets, strict=True)]
    return sum(shares) / len(shares)


def _share(some: AbstractSet[str], others: AbstractSet[str]) -> float:
    return len(some & others) / len(some | others) if some | others else 1.0


def _same_region(steps: Mapping[int, int]) -> Callable[[Spot, Spot, Traits, Traits], float]:
    """Return a rating: the definition's name and the code count 2, file and step 1."""

    def rate(old: Spot, new: Spot, its: Traits, others: Traits) -> float:
        (name, code, step), (other_name, other_code, other_step) = its.sets, others.sets
        same_file = old[0] == new[0]
        same_name = name == other_name and (any(name) or same_file)
        same_step = {str(steps.get(int(number))) for number in step} == other_step
        return 2 * same_name + 2 * _share(code, other_code) + same_file + same_step

    return rate


def _steps(reference: Reference) -> dict[int, Traits]:
    return {step.number: _step(reference, step) for step in reference.exercise.steps}


def _step(reference: Reference, step: Step) -> Traits:
    regions = list(reference.regions_of(step.number))
    names = {region_name(source, number) for source, number in regions}
    code = [line for source, number in regions for line in source.solution(number)]
    test = reference.sources.get(test_of(reference, step))
    tests = test.lines if test else ()
    return Traits((_lines([step.title.casefold()]), frozenset(names), _lines(tests), _lines(code)))


def test_of(reference: Reference, step: Step) -> str:
    """Return the file that tests a step, or is a tests step's own; empty where an older version had none."""
    start = f"tests/test_{step.number:02}_"
    return step.suite or next((name for name in reference.sources if name.startswith(start)), "")


def _regions(reference: Reference) -> dict[Spot, Traits]:
    return {
        (name, number): Traits(
            (
                frozenset({region_name(source, number)}),
                _lines(source.solution(number)),
                frozenset({str(region.step)}),
            )
        )
        for name, source in reference.sources.items()
        for number, region in enumerate(source.regions)
    }


def _files(before: Reference, after: Reference) -> dict[str, str]:
    """Return what became of each file: it is where it was, or one that is new and much like it."""
    stayed = set(before.files) & set(after.files)
    moved = _pair_up(
        {name: _file(before, name) for name in before.files if name not in stayed},
        {name: _file(after, name) for name in after.files if name not in stayed},
        _same_file,
        SAME_FILE,
    )
    return {name: name for name in stayed} | moved


def _same_file(old: str, new: str, its: Traits, others: Traits) -> float:
    if PurePosixPath(old).suffix != PurePosixPath(new).suffix:
        return 0.0
    return _likeness(old, new, its, others) + 0.1 * (
        PurePosixPath(old).name == PurePosixPath(new).name
    )


def _file(reference: Reference, name: str) -> Traits:
    if name in reference.sources:
        return Traits((_lines(reference.sources[name].lines),))
    return Traits((frozenset({str((reference.folder / name).read_bytes())}),))


def _lines(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(line.strip() for line in lines) - {""}
