"""Texts of a state: each region either solved or stubbed, whatever the others are."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence

from .markers import MarkerError, Region, comments_of, find_regions, is_python, split_lines
from .skeleton import check_indented, check_kept, check_used_later, outline, place

ALL = range(1, 1_000_000)
NONE = range(0)


class Source:
    """One file of a reference, its regions found and, in Python, its skeleton checked.

    Raises `MarkerError` for anything that would make a state that cannot be used.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.lines = split_lines(text)
        self.regions = find_regions(text, name)
        self._stubs = list(self._make_stubs()) if self.regions else []
        if self.regions and is_python(name):
            self._check()
        elif self.regions and name.endswith(".toml"):
            self._check_toml()

    @property
    def steps(self) -> set[int]:
        return {region.step for region in self.regions}

    def render(self, solved: Container[int], instead: Mapping[int, list[str]] | None = None) -> str:
        """Return the text with the regions of the steps in ``solved`` filled and the others stubbed.

        ``instead`` gives other lines for the regions with these numbers.
        """
        pieces: list[str] = []
        done = 0
        for number, region in enumerate(self.regions):
            pieces += self.lines[done : region.begin + 1]
            if instead and number in instead:
                pieces += instead[number]
            else:
                pieces += self.solution(number) if region.step in solved else self.stub(number)
            done = region.end
        return "".join([*pieces, *self.lines[done:]])

    def solution(self, number: int) -> list[str]:
        """Return the lines that solve region ``number``."""
        return [self.lines[i] for i in self.regions[number].solution]

    def stub(self, number: int) -> list[str]:
        """Return the lines that stand in region ``number`` until it is solved."""
        return self._stubs[number]

    def _make_stubs(self) -> Iterator[list[str]]:
        tree = self._parse() if is_python(self.name) else None
        for region in self.regions:
            spot = place(tree, region, self.name) if tree else None
            if spot:
                check_indented(spot, region, self.name)
            if region.stub is not None:
                yield [self._uncomment(i, region) for i in region.stub_lines]
            elif spot and spot.in_function:
                check_used_later(spot, region, self.name)
                yield self._raising(region, spot.yields)
            else:
                yield []

    def _parse(self) -> ast.Module:
        try:
            return ast.parse(self.text)
        except SyntaxError as error:
            says = f"the reference does not parse: {error.msg}."
            raise MarkerError(self.name, error.lineno or 1, says) from None

    def _raising(self, region: Region, yields: bool) -> list[str]:
        newline = _newline(self.lines[region.begin])
        statements = [
            f'raise NotImplementedError("step {region.step}")',
            *(["yield"] if yields else []),
        ]
        return [region.indent + statement + newline for statement in statements]

    def _uncomment(self, number: int, region: Region) -> str:
        line = self.lines[number]
        bare = line.strip()
        if not bare:
            return line
        for style in comments_of(self.name):
            body = style.unwrap(line)
            if body is not None and line.startswith(region.indent + style.opening):
                code = body.rstrip("\r\n")
                return (region.indent + code if code.strip() else "") + _newline(line)
        says = f"a stub line of step {region.step} is a comment at the marker's indentation, which {bare!r} is not."
        raise MarkerError(self.name, number + 1, says)

    def _check(self) -> None:
        whole = outline(self._parse())
        for step in sorted(self.steps):
            check_kept(whole, self.render(_AllBut(step)), self.name)
        check_kept(whole, self.render(NONE), self.name)

    def _check_toml(self) -> None:
        for solved in (ALL, NONE):
            try:
                tomllib.loads(self.render(solved))
            except tomllib.TOMLDecodeError as error:
                says = (
                    f"its {'skeleton' if solved == NONE else 'reference'} does not parse: {error}."
                )
                raise MarkerError(self.name, self.regions[0].begin + 1, says) from None


class _AllBut:
    def __init__(self, step: int) -> None:
        self._step = step

    def __contains__(self, step: object) -> bool:
        return step != self._step


def _newline(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"


def size(source: Source, step: int) -> int:
    """Count the lines of reference in the regions of ``step`` that are neither blank nor comment."""
    lines: Sequence[str] = [
        line.strip()
        for number, region in enumerate(source.regions)
        if region.step == step
        for line in source.solution(number)
    ]
    styles = comments_of(source.name)
    return sum(1 for line in lines if line and not any(line.startswith(s.opening) for s in styles))
