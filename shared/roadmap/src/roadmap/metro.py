"""The metro map: where stations, lines and names lie, worked out from the curriculum alone.

A level is a zone, a band of rows from top to bottom; a line has a column of its own. A station lies in the column of
its line, an interchange in the middle of its lines. Lines run down their column and turn off only to an interchange.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, dist

from .curriculum import LEVELS, LINES, Curriculum, Section
from .lettering import LEADING, Box, Label, wrapped

# Everything is in pixels; the width is that of a README on GitHub.
WIDTH, TOP, LEFT = 830, 136, 152  # LEFT: the column of the first line; TOP: the first row
COLUMN, ROW, ZONE_GAP = 175, 46, 24
TRACK = 12  # between two lines that run side by side
CUT = 32  # from a corner, how much of it is cut off at 45 degrees
STATION, HUB, STROKE = 6.5, 9, 6
ROOM = 132  # of a station's name: where it is wrapped
GAP, CLEAR = 9, 3  # between a station and its own name, and between a name and all else

Point = tuple[float, float]
Leg = tuple[Point, ...]  # a line's way from one stop to the next


@dataclass(frozen=True)
class Station:
    """A project on the map; an interchange spans the tracks of the lines that stop there."""

    section: Section
    left: float
    right: float
    y: float

    @property
    def is_hub(self) -> bool:
        return len(self.section.lines) > 1

    @property
    def box(self) -> Box:
        radius = HUB if self.is_hub else STATION
        return Box(self.left, self.y, self.right, self.y).grown(radius + 1.5)


@dataclass(frozen=True)
class Zone:
    """The band of one level."""

    level: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Metro:
    """The whole map: what to draw, and where."""

    zones: tuple[Zone, ...]
    routes: dict[str, tuple[Leg, ...]]  # by line
    stations: dict[str, Station]
    names: dict[str, Label]  # by the slug of the project
    badges: dict[str, Label]  # by line: its name, on the longest stretch

    @property
    def height(self) -> float:
        return max((zone.bottom for zone in self.zones), default=TOP) + ZONE_GAP


def lay_out(curriculum: Curriculum) -> Metro:
    """Return the map of a curriculum."""
    zones, y = _place_rows(curriculum)
    tracks = _place_tracks(curriculum)
    stations = {}
    for section in curriculum:
        xs = [tracks[line, section.slug] for line in section.lines]
        stations[section.slug] = Station(section, min(xs), max(xs), y[section.slug])
    ways = {
        line: _way(line, [(tracks[line, s.slug], y[s.slug]) for s in curriculum.line(line)])
        for line in LINES
        if len(curriculum.line(line)) > 1
    }
    badges = {line: _badge(line, way, zones) for line, way in ways.items()}
    routes = {line: tuple(_cut_corner(leg) for leg in way) for line, way in ways.items()}
    names = _place_names(stations, routes, badges)
    return Metro(
        tuple(_around(zone, names.values()) for zone in zones), routes, stations, names, badges
    )


# Rows


def _place_rows(curriculum: Curriculum) -> tuple[tuple[Zone, ...], dict[str, float]]:
    """Return the zones, and how far down each project lies."""
    zones: list[Zone] = []
    y: dict[str, float] = {}
    first = float(TOP)
    for level in LEVELS:
        rows = _rows(curriculum, level)
        if rows:
            y |= {slug: first + ROW * row for slug, row in rows.items()}
            last = max(y[slug] for slug in rows)
            zones.append(Zone(level, first - ROW / 2 - 6, last + ROW / 2 + 6))
            first = last + ROW + ZONE_GAP
    return tuple(zones), y


def _rows(curriculum: Curriculum, level: int) -> dict[str, float]:
    """Return the row of each project of a zone, midway between the first and the last that its lines allow."""
    before, after = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for line in LINES:
        stops = [section.slug for section in curriculum.line(line) if section.level == level]
        for one, other in pairwise(stops):
            before[other].append(one)
            after[one].append(other)
    slugs = [section.slug for section in curriculum.level(level)]
    first: dict[str, int] = {}
    for slug in slugs:
        first[slug] = 1 + max((first[other] for other in before[slug]), default=-1)
    last: dict[str, int] = {}
    for slug in reversed(slugs):
        last[slug] = (
            min((last[other] for other in after[slug]), default=max(first.values()) + 1) - 1
        )
    return {slug: (first[slug] + last[slug]) / 2 for slug in slugs}


def _around(zone: Zone, names: Iterable[Label]) -> Zone:
    """Return a zone that ends below every name that begins in it."""
    ends = (name.box.bottom + 10 for name in names if zone.top < name.top < zone.bottom)
    return replace(zone, bottom=max(zone.bottom, *ends))


# Columns


def _home(line: str) -> float:
    return LEFT + COLUMN * LINES.index(line)


def _middle(section: Section) -> float:
    """Return the column in the middle of a station's lines."""
    places = [LINES.index(line) for line in section.lines]
    return LEFT + COLUMN * ((2 * sum(places) + len(places)) // (2 * len(places)))


def _place_tracks(curriculum: Curriculum) -> dict[tuple[str, str], float]:
    """Return how far to the right each line passes each of its projects."""
    tracks = {
        (line, section.slug): _middle(section) for section in curriculum for line in section.lines
    }
    for guest, host, stops in _companions(curriculum):
        side = 1 if LINES.index(guest) > LINES.index(host) else -1
        tracks |= {(guest, section.slug): _home(host) + side * TRACK for section in stops}
    return tracks


def _companions(curriculum: Curriculum) -> Iterator[tuple[str, str, Sequence[Section]]]:
    """Yield where a line runs beside another, which goes from one interchange to the next without a stop.

    As a guest, the host, and the guest's stops there, from interchange to interchange.
    """
    for guest in LINES:
        stops = curriculum.line(guest)
        hubs = [number for number, section in enumerate(stops) if len(section.lines) > 1]
        for start, end in pairwise(hubs):
            for host in LINES:
                ends = (stops[start], stops[end])
                at_home = all(_middle(section) == _home(host) for section in ends)
                if host != guest and at_home and ends in pairwise(curriculum.line(host)):
                    yield guest, host, stops[start : end + 1]


# Lines


def _way(line: str, stops: Sequence[Point]) -> list[Leg]:
    """Return a line's way with square corners; to a station off its column it goes straight across."""
    home = _home(line)
    legs = []
    for start, end in pairwise(stops):
        turns = [] if start[0] == end[0] else [(home, start[1]), (home, end[1])]
        legs.append((start, *(turn for turn in turns if turn not in {start, end}), end))
    return legs


def _cut_corner(leg: Leg) -> Leg:
    """Return a leg with its corners cut at 45 degrees."""
    points = [leg[0]]
    for before, corner, after in zip(leg, leg[1:], leg[2:], strict=False):
        by = min(CUT, dist(before, corner) * 0.8, dist(corner, after) * 0.8)
        points += [toward(corner, before, by), toward(corner, after, by)]
    return (*points, leg[-1])


def toward(start: Point, end: Point, by: float) -> Point:
    """Return the point `by` pixels from `start` on the way to `end`, and short of it."""
    share = min(by / dist(start, end), 0.8)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


# Names


def _badge(line: str, way: Sequence[Leg], zones: Sequence[Zone]) -> Label:
    """Return the name of a line, in the middle of its longest way downwards within a zone."""
    stretches = [
        (max(top, zone.top), min(bottom, zone.bottom), x)
        for leg in way
        for (x, top), (_, bottom) in pairwise(leg)
        for zone in zones
    ]
    top, bottom, x = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return Label((line,), x, (top + bottom - LEADING) / 2, "middle")


def _place_names(
    stations: dict[str, Station], routes: dict[str, tuple[Leg, ...]], badges: dict[str, Label]
) -> dict[str, Label]:
    """Return the names of the stations, each beside its own and on nothing else."""
    taken = [station.box for station in stations.values()]
    taken += [badge.box.grown(6) for badge in badges.values()]
    taken += [box for legs in routes.values() for leg in legs for box in _along(leg)]
    names = {}
    for slug, station in stations.items():
        label = next((label for label in _candidates(station) if _is_free(label, taken)), None)
        names[slug] = label or next(_candidates(station))
        taken.append(names[slug].box)
    return names


def _is_free(label: Label, taken: Iterable[Box]) -> bool:
    box = label.box.grown(CLEAR)
    return box.left >= 0 and box.right <= WIDTH and not any(box.meets(other) for other in taken)


def _along(leg: Leg) -> Iterator[Box]:
    """Yield boxes that cover a leg in its width."""
    for start, end in pairwise(leg):
        pieces = ceil(dist(start, end) / STROKE)
        for piece in range(pieces + 1):
            x, y = (a + (b - a) * piece / pieces for a, b in zip(start, end, strict=True))
            yield Box(x, y, x, y).grown(STROKE / 2)


def _candidates(station: Station) -> Iterator[Label]:
    """Yield the places that a station's name may have, the best first."""
    box = station.box
    for room in (ROOM, WIDTH):
        lines = tuple(wrapped(station.section.title, room))
        height = LEADING * len(lines)
        above, below = box.top - height - CLEAR - 1, box.bottom + CLEAR + 1
        beside, middle = station.y - height / 2, (box.left + box.right) / 2
        yield Label(lines, box.right + GAP, beside)
        yield Label(lines, box.left - GAP, beside, "end")
        yield Label(lines, middle, below, "middle")
        yield Label(lines, middle, above, "middle")
        for top in (below, above):
            yield Label(lines, box.right + GAP, top)
            yield Label(lines, box.left - GAP, top, "end")
