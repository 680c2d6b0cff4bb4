"""The metro map as a picture: one SVG that reads well on light and dark pages, without fonts or scripts."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .curriculum import LINES, Curriculum
from .lettering import LEADING, Label, text_width
from .map import LEVEL_NAMES
from .metro import HUB, STATION, WIDTH, Leg, Point, Station, Zone, lay_out, toward

STYLE = Path(__file__).with_name("metro.css")
MARGIN = 24
BASELINE = 0.76  # of a line's height, from its top
BEND = 11  # from a bend to where its curve begins
LEGEND = (("built", False), ("planned", False), ("change lines", True))


def draw_svg(curriculum: Curriculum) -> str:
    """Return the map as the text of an SVG file."""
    svg = draw(curriculum)
    style = Element("style")
    style.text = STYLE.read_text("utf-8")
    svg.insert(2, style)
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def draw(curriculum: Curriculum) -> Element:
    """Return the map without its style; each station is a group whose id is its project's name."""
    metro = lay_out(curriculum)
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "metro",
            "viewBox": f"0 0 {WIDTH} {metro.height:g}",
            "role": "img",
            "aria-labelledby": "map-title map-desc",
        },
    )
    SubElement(svg, "title", id="map-title").text = "The map of ml-backend-roadmap"
    SubElement(svg, "desc", id="map-desc").text = describe(curriculum)
    SubElement(svg, "rect", {"class": "paper", "width": "100%", "height": "100%", "rx": "12"})
    _draw_header(svg, curriculum)
    for zone in metro.zones:
        _draw_zone(svg, zone)
    for line, legs in metro.routes.items():
        way = "".join(map(_path, legs))
        SubElement(svg, "path", {"class": f"route {line.lower()}", "d": way})
    for line, badge in metro.badges.items():
        _draw_badge(svg, line, badge)
    for slug, station in metro.stations.items():
        _draw_station(svg, station, metro.names[slug])
    return svg


def describe(curriculum: Curriculum) -> str:
    """Say in words what the picture shows."""
    built = sum(section.built for section in curriculum)
    lines = (
        f"{line}: {', '.join(section.title for section in curriculum.line(line))}."
        for line in LINES
        if curriculum.line(line)
    )
    return f"{len(curriculum)} projects, {built} built so far. {' '.join(lines)}"


def _draw_header(svg: Element, curriculum: Curriculum) -> None:
    _text(svg, "ml-backend-roadmap", MARGIN, 46, "title")
    subtitle = (
        f"{len(curriculum)} projects in five zones, from a study planner to a model of your own"
    )
    _text(svg, subtitle, MARGIN, 68, "soft")
    x: float = WIDTH - MARGIN
    for word, is_hub in reversed(LEGEND):
        x -= text_width(word)
        _text(svg, word, x, 46, "soft")
        group = SubElement(svg, "g", {"class": word})
        x -= 16 + (10 if is_hub else 0)
        _stop(group, x, x + (10 if is_hub else 0), 42, is_hub=is_hub)
        x -= 26


def _draw_zone(svg: Element, zone: Zone) -> None:
    box = {
        "x": "8",
        "y": f"{zone.top:g}",
        "width": f"{WIDTH - 16}",
        "height": f"{zone.bottom - zone.top:g}",
    }
    SubElement(svg, "rect", {"class": "zone", **box, "rx": "10"})
    first, *rest = LEVEL_NAMES[zone.level - 1].rsplit(" ", 1)
    _text(svg, f"Level {zone.level}", MARGIN, zone.top + 25, "soft")
    for number, line in enumerate([first, *rest]):
        _text(svg, line, MARGIN, zone.top + 42 + LEADING * number, "level")


def _draw_badge(svg: Element, line: str, badge: Label) -> None:
    group = SubElement(svg, "g", {"class": f"badge {line.lower()}"})
    box = badge.box.grown(4)
    size = {"width": f"{box.right - box.left + 8:g}", "height": f"{box.bottom - box.top:g}"}
    SubElement(group, "rect", {"x": f"{box.left - 4:g}", "y": f"{box.top:g}", **size, "rx": "11"})
    _text(group, line, badge.x, badge.top + LEADING * BASELINE, anchor="middle")


def _draw_station(svg: Element, station: Station, name: Label) -> None:
    state = "built" if station.section.built else "planned"
    line = "" if station.is_hub else station.section.lines[0].lower()
    group = SubElement(
        svg, "g", {"id": station.section.slug, "class": f"station {state} {line}".rstrip()}
    )
    _stop(group, station.left, station.right, station.y, is_hub=station.is_hub)
    for number, text in enumerate(name.lines):
        y = name.top + LEADING * (number + BASELINE)
        _text(group, text, name.x, y, anchor=name.anchor)


def _stop(parent: Element, left: float, right: float, y: float, *, is_hub: bool) -> None:
    radius = HUB if is_hub else STATION
    place = {"x": f"{left - radius:g}", "y": f"{y - radius:g}"}
    size = {
        "width": f"{right - left + 2 * radius:g}",
        "height": f"{2 * radius:g}",
        "rx": f"{radius:g}",
    }
    SubElement(parent, "rect", {"class": "stop", **place, **size})


def _text(
    parent: Element, text: str, x: float, y: float, kind: str = "", anchor: str = "start"
) -> None:
    place = {"x": f"{x:.4g}", "y": f"{y:.5g}"}
    extra = {"class": kind} if kind else {}
    extra |= {"text-anchor": anchor} if anchor != "start" else {}
    SubElement(parent, "text", {**place, **extra}).text = text


def _path(leg: Leg) -> str:
    """Return a leg with rounded bends, as SVG writes it."""
    pieces = [f"M{_at(leg[0])}"]
    for before, bend, after in zip(leg, leg[1:], leg[2:], strict=False):
        start, end = toward(bend, before, BEND), toward(bend, after, BEND)
        pieces.append(f"L{_at(start)}Q{_at(bend)} {_at(end)}")
    return "".join([*pieces, f"L{_at(leg[-1])}"])


def _at(point: Point) -> str:
    return f"{point[0]:.5g} {point[1]:.5g}"
