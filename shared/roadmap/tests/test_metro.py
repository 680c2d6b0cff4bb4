"""The metro map: its lines tell the truth, its names can be read, and the picture is one file for every page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from math import dist
from xml.etree.ElementTree import Element, fromstring

import pytest

from roadmap.curriculum import LINES, Curriculum, load_curriculum
from roadmap.lettering import Box
from roadmap.metro import ROW, STROKE, WIDTH, Metro, Point, lay_out
from roadmap.metro_svg import STYLE, draw, draw_svg

SVG = "{http://www.w3.org/2000/svg}"
CURRICULUM = load_curriculum()


@pytest.fixture(scope="module")
def metro() -> Metro:
    return lay_out(CURRICULUM)


def along(metro: Metro, line: str) -> Iterator[Point]:
    """Walk along a line, a pixel at a time."""
    for leg in metro.routes[line]:
        for start, end in pairwise(leg):
            steps = max(round(dist(start, end)), 1)
            for step in range(steps + 1):
                x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
                yield x, y


def holds(box: Box, point: Point) -> bool:
    return box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom


def test_what_a_project_builds_on_lies_before_it_on_one_of_its_lines() -> None:
    """Whoever follows a project's lines from their beginning has met all that it needs."""
    for section in CURRICULUM:
        behind: set[str] = set()
        for line in section.lines:
            stops = [stop.slug for stop in CURRICULUM.line(line)]
            behind |= set(stops[: stops.index(section.slug)])
        assert behind.issuperset(section.needs), section.slug


def test_every_line_begins_or_ends_at_an_interchange() -> None:
    """One can go on from every line to another, and from any project to any by changing lines."""
    reached, before = {LINES[0]}, set[str]()
    while reached != before:
        before = set(reached)
        for section in CURRICULUM:
            if reached.intersection(section.lines):
                reached.update(section.lines)
    assert reached == set(LINES)


def test_lines_run_down_across_or_at_45_degrees(metro: Metro) -> None:
    """No line has another slope, and none runs upwards."""
    for legs in metro.routes.values():
        for leg in legs:
            for (x, y), (next_x, next_y) in pairwise(leg):
                assert x == next_x or y == next_y or abs(next_x - x) == pytest.approx(next_y - y)
                assert next_y >= y


def test_a_line_stops_at_its_projects_in_order(metro: Metro) -> None:
    """The end of a leg is on its station, further down than the one before."""
    for line, legs in metro.routes.items():
        stops = [metro.stations[section.slug] for section in CURRICULUM.line(line)]
        for (one, other), leg in zip(pairwise(stops), legs, strict=True):
            assert holds(one.box, leg[0]) and holds(other.box, leg[-1])
            assert one.y < other.y


def test_a_line_passes_no_station_without_stopping(metro: Metro) -> None:
    """Not even the edge of one: who lies on a line is on it."""
    for line in LINES:
        for station in metro.stations.values():
            if line not in station.section.lines:
                edge = station.box.grown(STROKE / 2)
                assert not any(holds(edge, point) for point in along(metro, line)), station.section


def test_lines_touch_only_where_one_changes(metro: Metro) -> None:
    """Two lines come together at the interchanges that they share, and nowhere else."""
    for one, other in combinations(LINES, 2):
        shared = [
            station.box.grown(STROKE)
            for station in metro.stations.values()
            if {one, other} <= set(station.section.lines)
        ]
        way = list(along(metro, other))
        for point in along(metro, one):
            if any(dist(point, near) < STROKE + 1 for near in way):
                assert any(holds(box, point) for box in shared), (one, other, point)


def test_rows_are_evenly_spaced(metro: Metro) -> None:
    """Within a zone stations lie whole or half rows apart, and no two on one spot."""
    for level in range(1, 6):
        ys = sorted(s.y for s in metro.stations.values() if s.section.level == level)
        assert all(((y - ys[0]) / (ROW / 2)).is_integer() for y in ys)
    boxes = [station.box for station in metro.stations.values()]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_names_touch_nothing_and_stay_in_the_picture(metro: Metro) -> None:
    """No name lies on another, on a station, on a line, outside its zone or the picture."""
    zones = {zone.level: zone for zone in metro.zones}
    labels = [*metro.names.values(), *metro.badges.values()]
    for one, other in combinations(labels, 2):
        assert not one.box.meets(other.box), (one, other)
    for slug, name in metro.names.items():
        zone = zones[metro.stations[slug].section.level]
        assert zone.top < name.box.top and name.box.bottom < zone.bottom, slug
        assert name.box.left > 0 and name.box.right < WIDTH, slug
        assert not any(name.box.meets(station.box) for station in metro.stations.values()), slug
        edge = name.box.grown(STROKE / 2)
        assert not any(holds(edge, point) for line in LINES for point in along(metro, line)), slug


def texts(svg: Element) -> list[str]:
    return [text.text or "" for text in svg.iter() if text.tag.endswith("text")]


def test_the_picture_names_every_project_and_fills_the_built_ones() -> None:
    """Each project is one group, and its title the text in it."""
    svg = fromstring(draw_svg(CURRICULUM))
    groups = {group.get("id"): group for group in svg.iter(f"{SVG}g") if group.get("id")}
    assert list(groups) == [section.slug for section in CURRICULUM]
    for section in CURRICULUM:
        group = groups[section.slug]
        assert " ".join(texts(group)) == section.title
        assert ("built" if section.built else "planned") in group.get("class", "").split()


def test_the_picture_is_small_needs_nothing_and_says_what_it_shows() -> None:
    """No font, script or address is loaded; readers of screens get a title and all lines in words."""
    text = draw_svg(CURRICULUM)
    svg = fromstring(text)
    assert len(text) < 20_000
    assert not re.search(r"href|url\(|@import|@font-face|<script|<image|\son\w+=", text)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "map-title map-desc"
    described = svg.findtext(f"{SVG}desc") or ""
    assert all(section.title in described for section in CURRICULUM)


def test_the_picture_is_the_same_every_time() -> None:
    """Not even the order of sets and dictionaries shows in it."""
    code = "from roadmap.metro_svg import *; from roadmap.curriculum import *; print(draw_svg(load_curriculum()))"
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_any_title_can_stand_on_the_map() -> None:
    """Markup in a title is text, and a title of one long word is not cut."""
    for title in ('<script>alert("&")</script> & more', "W" * 60):
        first, *rest = CURRICULUM
        odd = Curriculum((replace(first, title=title), *rest))
        svg = fromstring(draw_svg(odd))
        assert title in " ".join(texts(svg))
        assert not list(svg.iter(f"{SVG}script"))


@pytest.mark.parametrize(
    "slugs", [["study-planner"], ["study-planner", "image-gan"], ["ai-butler"], []]
)
def test_a_part_of_the_curriculum_can_be_drawn(slugs: list[str]) -> None:
    """One project, two far apart, or none: there is always a map."""
    part = Curriculum(tuple(section for section in CURRICULUM if section.slug in slugs))
    svg = draw(part)
    assert [group.get("id") for group in svg.iter("g") if group.get("id")] == slugs


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_text_can_be_read_in_light_and_dark() -> None:
    """Text has a contrast of at least 4.5 to 1, also that on a line's colour; lines have 3 to 1."""
    style = STYLE.read_text("utf-8")
    schemes = [dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in style.split("@media")]
    assert len(schemes) == 2
    for colours in schemes:
        for ground in ("paper", "zone"):
            assert min(contrast(colours[text], colours[ground]) for text in ("ink", "soft")) >= 4.5
            assert min(contrast(colours[line.lower()], colours[ground]) for line in LINES) >= 3
        assert min(contrast(colours["on-line"], colours[line.lower()]) for line in LINES) >= 4.5
