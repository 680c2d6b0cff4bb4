"""Texts with each region folded into one line, so that a merge of what stands around them carries regions along."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .engine.markers import split_lines
from .engine.render import Source
from .lineage import Spot
from .merge import Merged, merge_lines
from .regions import Found, find_region

SIGN = "\ue000"  # of private use: nobody types it
TOKEN = re.compile(rf"{SIGN}(.+){SIGN}([0-9]+)\n?")


def token(spot: Spot) -> str:
    """Return the line that stands for a region of the newer version."""
    return f"{SIGN}{spot[0]}{SIGN}{spot[1]}\n"


def spot_of(line: str) -> Spot | None:
    """Return the region that a line stands for, if it does."""
    match = TOKEN.fullmatch(line)
    return (match[1], int(match[2])) if match else None


def lines_of(text: str) -> list[str]:
    """Split a text whose lines shall end in one way, whatever its own is."""
    return split_lines(text.replace("\r\n", "\n"))


def fold(source: Source, tokens: Mapping[int, str], solved: Container[int]) -> list[str]:
    """Fold the regions that have a token; the others, which the newer version lacks, only lose their markers."""
    folded: list[str] = []
    done = 0
    for number, region in enumerate(source.regions):
        folded += source.lines[done : region.begin]
        folded += [tokens[number]] if number in tokens else given(source, number, solved)
        done = region.end + 1
    return lines_of("".join([*folded, *source.lines[done:]]))


def fold_written(
    source: Source, text: str, tokens: Mapping[int, str]
) -> tuple[list[str], dict[int, list[str]]]:
    """Do the same to a learner's text; return also what was written in each region that could be found."""
    text = text.replace("\r\n", "\n")
    lines, folded = split_lines(text), list[str]()
    written: dict[int, list[str]] = {}
    done = 0
    for found, number in _in_order(source, text):
        if found.outer.start < done:
            continue  # two regions at one place: unsure
        inner = lines[found.lines.start : found.lines.stop]
        folded += lines[done : found.outer.start]
        if number in tokens:
            folded.append(tokens[number])
            written[number] = inner
        else:
            folded += inner
        done = found.outer.stop
    return [*folded, *lines[done:]], written


def _in_order(source: Source, text: str) -> list[tuple[Found, int]]:
    found = [(find_region(source, number, text), number) for number in range(len(source.regions))]
    return sorted(
        ((place, number) for place, number in found if place),
        key=lambda each: (each[0].outer.start, each[0].outer.stop),
    )


def given(source: Source, number: int, solved: Container[int]) -> list[str]:
    """Return what `start` writes into a region."""
    is_solved = source.regions[number].step in solved
    return lines_of("".join(source.solution(number) if is_solved else source.stub(number)))


@dataclass(frozen=True)
class Side:
    """One version of a region: its file and number, and the steps that the learner was given solved."""

    source: Source
    number: int
    solved: Container[int]

    @property
    def step(self) -> int:
        return self.source.regions[self.number].step

    @property
    def given(self) -> list[str]:
        return given(self.source, self.number, self.solved)

    @property
    def solution(self) -> list[str]:
        """What solves the region."""
        return lines_of("".join(self.source.solution(self.number)))

    @property
    def whole(self) -> list[str]:
        """The region with its markers, as `start` writes it."""
        begin, end = self.markers
        return [begin, *self.given, end]

    @property
    def markers(self) -> tuple[str, str]:
        region = self.source.regions[self.number]
        begin, end = (self.source.lines[line].rstrip() for line in (region.begin, region.end))
        return begin + "\n", end + "\n"


def merge_region(old: Side, new: Side, written: Sequence[str] | None) -> Merged:
    """Return what is to stand in a region: upstream's where nothing was written, else the learner's, merged."""
    if written is None:
        return [*new.given]
    base, mine = (list(_carried(lines, old, new)) for lines in (old.given, written))
    if base == new.given:
        return [*mine]
    if _told(written) == _told(old.given):
        return [*new.given]
    if _told(written) == _told(given(old.source, old.number, ())):
        return [*given(new.source, new.number, ())]
    return merge_lines(base, mine, new.given)


def _told(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _carried(lines: Sequence[str], old: Side, new: Side) -> Iterator[str]:
    """Yield lines as they stand in the newer version: indented like it, and their hole with its number."""
    was, is_now = (side.source.regions[side.number].indent for side in (old, new))
    hole, renumbered = (f'NotImplementedError("step {side.step}")' for side in (old, new))
    for line in lines:
        moved = is_now + line.removeprefix(was) if line.strip() and line.startswith(was) else line
        yield moved.replace(hole, renumbered)
