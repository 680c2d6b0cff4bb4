"""What upstream's changes make of a learner's project: every file as it is to be, before any is touched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .clashes import Conflict, is_readable, show_clashes
from .engine.markers import is_python
from .engine.reference import Reference
from .errors import Problem
from .folding import lines_of, spot_of
from .judges import same_judges
from .learner import Work
from .lineage import Spot
from .merge import Clash, Merged, merge_lines
from .origin import origin_of
from .regions import marker_in, newline_of
from .versions import Versions

NUMBERED = re.compile(r"\bstep \d+")  # the same line, whatever the number of its step is now


@dataclass(frozen=True)
class Plan:
    """What an update does; `files` are those that change, with None for one that goes."""

    files: Mapping[str, bytes | None]
    mine: Mapping[str, bytes]  # what the learner's files held when this was worked out
    moved: Mapping[str, str]  # old name → new
    conflicts: Sequence[Conflict]
    steps: Mapping[int, int]  # old number → new
    given: frozenset[int]  # of the new numbers, those that `start --at` solved
    rejudged: frozenset[int]  # and those that are judged otherwise than before
    gone: tuple[str, ...]  # titles of the steps that are no more
    there: frozenset[int]  # of the new numbers, those whose code the learner had already


def plan_update(work: Work) -> Plan:
    """Work out what upstream's changes make of the learner's project; raise `Problem` where that cannot be told."""
    _require_settled(work.reference)
    with origin_of(work) as before:
        versions = Versions(work, before)
        files, conflicts = _Files(versions).settle()
        steps = versions.lineage.steps
        old, new = before.exercise, work.reference.exercise
        rejudged = {
            number
            for was, number in steps.items()
            if not same_judges(before, old.step(was), work.reference, new.step(number))
        }
        gone = tuple(step.title for step in old.steps if steps and step.number not in steps)
    known = versions.lineage.files.items()
    moved = {was: name for was, name in known if was != name and {was, name} <= files.keys()}
    given, there = frozenset(versions.new.solved), versions.steps_handed_over
    return Plan(
        files, versions.mine, moved, conflicts, steps, given, frozenset(rejudged), gone, there
    )


def _require_settled(reference: Reference) -> None:
    """Refuse an upstream in the middle of a `git pull` that met conflicts.

    Where Python can read a file with git's marks, they stand in a text of it and are meant so.
    """
    for name, source in reference.sources.items():
        starts = {line[:8] for line in source.lines}
        is_meant = is_python(name) and is_readable(name, source.text)
        if {"<<<<<<< ", ">>>>>>> "} <= starts and not is_meant:
            raise Problem(
                f"{reference.folder / name} holds a conflict of git's: settle it first (`git status` tells how), "
                "then try again. Nothing was changed."
            )


class _Files:
    """The files of a project on their way to a newer version; what is uncertain stays the learner's."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._merged: dict[str, Merged] = {}  # by their new name
        self._exact: dict[str, bytes | None] = {}
        self._origin: dict[str, str] = {}  # of a learner's file: new name → old
        self._kept: dict[str, Conflict] = {}

    def settle(self) -> tuple[dict[str, bytes | None], list[Conflict]]:
        """Return the files that change, and what is left to decide."""
        for name in self._versions.mine:
            self._follow(name)
        known = self._versions.lineage.files.values()
        for name in sorted(set(self._versions.new.files) - set(known)):
            self._add(name)
        texts, conflicts = self._unfold_all()
        for stay in (self._keep, self._leave):
            for name in (doubtful := self._doubtful(texts)):
                stay(name, "upstream's changes cannot be told from yours here")
            texts, conflicts = self._unfold_all() if doubtful else (texts, conflicts)
        if self._lost(texts):
            says = (
                "This update would lose lines of yours, so nothing was changed: please report it."
            )
            raise Problem(says)
        return self._changed(texts), [*self._kept.values(), *conflicts]

    def _follow(self, old: str) -> None:
        """Merge a file of the learner's with what became of it upstream."""
        versions = self._versions
        new = versions.lineage.files.get(old)
        self._origin[old if new is None else new] = old
        if new is None:
            return self._drop(old)
        if new != old and versions.in_the_way(new):
            self._origin[old] = self._origin.pop(new)
            return self._keep(old, f"upstream calls it {new}, where something of your own stands")
        if new != old:
            self._exact[old] = None
        if old in versions.old.marked or new in versions.new.marked:
            return self._merge(old, new)
        mine, base, theirs = versions.mine[old], versions.old.files[old], versions.new.files[new]
        if mine == base or theirs in (base, mine):
            self._exact[new] = theirs if mine == base else mine
            return None
        return self._merge(old, new)

    def _merge(self, old: str, new: str) -> None:
        versions = self._versions
        base, theirs = versions.folded(versions.old, old), versions.folded(versions.new, new)
        mine = versions.folded_mine(old)
        if base is None or mine is None or theirs is None:
            self._keep(new, "you and upstream both changed it, and it is not UTF-8 text")
        else:
            self._merged[new] = merge_lines(base, mine, theirs)

    def _drop(self, name: str) -> None:
        """Remove a file that is gone upstream, unless the learner changed it."""
        versions = self._versions
        mine, base = versions.mine[name], versions.old.files[name]
        lines = versions.folded_mine(name)
        if mine == base or (lines and lines == versions.folded(versions.old, name)):
            self._exact[name] = None
        else:
            self._keep(name, "upstream has removed it, and you had changed it")

    def _add(self, name: str) -> None:
        """Bring a file that is new upstream, unless something of the learner's own has its name."""
        versions = self._versions
        theirs, path = versions.new.files[name], versions.work.folder / name
        if versions.in_the_way(name):
            if not (path.is_file() and path.read_bytes() == theirs):
                says = (
                    "upstream now has a file of this name, and something of your own stands there"
                )
                self._kept[name] = Conflict(name, says=says)
        elif name in versions.new.marked:
            self._merged[name] = [*(versions.folded(versions.new, name) or ())]
        else:
            self._exact[name] = theirs

    def _keep(self, name: str, says: str) -> None:
        """Leave a file as the learner has it, but for the numbers of its steps."""
        self._leave(name, says)
        lines = self._versions.folded_mine(self._origin[name])
        if lines is not None:
            del self._exact[name]
            self._merged[name] = [*lines]

    def _leave(self, name: str, says: str) -> None:
        """Leave a file as the learner has it, to the byte."""
        self._kept[name] = Conflict(name, says=says)
        self._merged.pop(name, None)
        self._exact[name] = self._versions.mine[self._origin[name]]

    def _unfold_all(self) -> tuple[dict[str, str], list[Conflict]]:
        """Return the text of every merged file, and their conflicts."""
        homes = self._homes()
        texts: dict[str, str] = {}
        conflicts: list[Conflict] = []
        for name, merged in self._merged.items():
            unfolding = _Unfolding(self._versions, {s for s, home in homes.items() if home == name})
            unfolding.take(merged)
            lines, found = show_clashes(name, unfolding.lines, unfolding.clashes)
            texts[name] = "".join(lines)
            conflicts += found
        return texts, conflicts

    def _homes(self) -> dict[Spot, str]:
        """Return the file in which each region stands with its markers: upstream's, where it is there."""
        homes: dict[Spot, str] = {}
        for name, merged in self._merged.items():
            for line in (line for piece in merged for line in _lines(piece)):
                if (spot := spot_of(line)) and (spot not in homes or spot[0] == name):
                    homes[spot] = name
        return homes

    def _doubtful(self, texts: Mapping[str, str]) -> set[str]:
        """Return the files that would lose a line of the learner's, or that nothing can read any more."""
        names = self._lost(texts)
        for name, text in texts.items():
            mine = self._versions.mine.get(self._origin.get(name, ""))
            if mine and not is_readable(name, text) and is_readable(name, mine.decode()):
                names.add(name)
        return names

    def _lost(self, texts: Mapping[str, str]) -> set[str]:
        """Return the files in which the learner wrote lines that would stand nowhere."""
        wrote = {name: self._wrote(old) for name, old in self._origin.items()}
        exact = (data.decode(errors="replace") for data in self._exact.values() if data)
        left: Counter[str] = Counter()
        for text in (*texts.values(), *exact):
            left.update(_told(text))
        lost = Counter(line for lines in wrote.values() for line in lines.elements()) - left
        return {name for name, lines in wrote.items() if lines.keys() & lost.keys()}

    def _wrote(self, old: str) -> Counter[str]:
        """Return the lines of a file that `start` did not write."""
        mine, base = (
            version[old].decode(errors="replace")
            for version in (self._versions.mine, self._versions.old.files)
        )
        wrote = Counter(_told(mine)) - Counter(_told(base))
        return Counter({line: n for line, n in wrote.items() if not marker_in(line, old)})

    def _changed(self, texts: Mapping[str, str]) -> dict[str, bytes | None]:
        mine = self._versions.mine
        files = dict(self._exact)
        for name, text in texts.items():
            origin = self._origin.get(name, "")
            was = (mine[origin] if origin else self._versions.new.files[name]).decode()
            same = "".join(lines_of(was)) == text
            files[name] = (was if same else text.replace("\n", newline_of(was))).encode()
        return {name: data for name, data in sorted(files.items()) if mine.get(name) != data}


class _Unfolding:
    """Lines in which the regions stand again, and the clashes with the line, from 0, where each begins."""

    def __init__(self, versions: Versions, at_home: set[Spot]) -> None:
        self._versions, self._at_home = versions, at_home
        self.lines: list[str] = []
        self.clashes: list[tuple[int, Clash]] = []

    def take(self, merged: Merged) -> None:
        """Add lines and clashes, each region with its markers once, where it is at home."""
        for piece in merged:
            if isinstance(piece, Clash):
                self._take_clash(piece)
            elif spot := spot_of(piece):
                self._take_region(spot)
            else:
                self.lines.append(piece if piece.endswith("\n") else piece + "\n")

    def _take_clash(self, clash: Clash) -> None:
        at, number = len(self.lines), len(self.clashes)
        self.clashes.append((at, clash))
        self.take([*clash.mine])
        theirs = [line for told in clash.theirs for line in self._upstreams(told)]
        self.clashes[number] = (at, Clash(tuple(self.lines[at:]), tuple(theirs)))

    def _upstreams(self, line: str) -> list[str]:
        spot = spot_of(line)
        return self._versions.new.side(spot).whole if spot else [line]

    def _take_region(self, spot: Spot) -> None:
        begin, end = self._versions.new.side(spot).markers
        is_home = spot in self._at_home
        self._at_home.discard(spot)
        self.lines += [begin] * is_home
        self.take(self._versions.regions[spot])
        self.lines += [end] * is_home


def _lines(piece: str | Clash) -> Sequence[str]:
    return [piece] if isinstance(piece, str) else piece.mine


def _told(text: str) -> list[str]:
    return [NUMBERED.sub("step", line.strip()) for line in lines_of(text) if line.strip()]
