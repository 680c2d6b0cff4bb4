"""The map as a local page: the picture with the learner's progress in it, and all of it once more as a list.

The page is one file that loads nothing: its policy allows the one style and the one script that stand in it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from .curriculum import LEVELS, LINES
from .learner import curriculum_of
from .map import LEVEL_NAMES
from .metro_svg import STYLE, draw
from .overview import hours
from .standing import Standing, next_up, reviews_due, standings
from .terminal import command, say
from .writing import my_folder, write_whole

HERE = Path(__file__).parent
NAME = ".map.html"
KEYS = (
    "The ring around a station is your progress. With the keyboard: Tab goes from station to station, the arrows "
    "up and down along a line, left and right change lines, Enter opens a station, Escape closes it."
)
RING = 5  # px from a stop to the ring around it


def open_page(root: Path, *, browser: bool) -> None:
    """Write the page with the learner's progress as it is now, and open it in a browser if wanted."""
    file = my_folder(root) / NAME
    write_whole(file, page(root).encode())
    say(f"Your map is in {os.path.relpath(file)}, as it is now.")
    if browser and not webbrowser.open(file.resolve().as_uri()):
        say("No browser could be started: open that file in one.")
    elif not browser:
        say(f"Open that file in a browser; {command('./roadmap list --web')} does both.")


def page(root: Path) -> str:
    """Return the page as HTML."""
    found = standings(root)
    style = STYLE.read_text("utf-8") + (HERE / "page.css").read_text("utf-8")
    script = (HERE / "page.js").read_text("utf-8")
    html = Element("html", lang="en")
    _add_head(html, style, script)
    body = SubElement(html, "body")
    _add_beginning(SubElement(body, "header"), root, found)
    main = SubElement(body, "main")
    _add_map(main, root, found)
    _add_list(main, found)
    panel = SubElement(body, "dialog")
    SubElement(panel, "div")
    form = SubElement(panel, "form", method="dialog")
    SubElement(form, "button").text = "Close"
    SubElement(body, "script").text = script
    return "<!doctype html>\n" + tostring(html, encoding="unicode", method="html") + "\n"


def _add_head(html: Element, style: str, script: str) -> None:
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = "Your map of ml-backend-roadmap"
    SubElement(head, "style").text = style


def _hash(text: str) -> str:
    """Return what a policy calls a style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# What comes next


def _add_beginning(header: Element, root: Path, found: Sequence[Standing]) -> None:
    link = SubElement(header, "a", {"class": "skip", "href": "#list"})
    link.text = "Skip the map"
    SubElement(header, "h1").text = "Your map"
    one, due = next_up(root, found), reviews_due(root)
    if one is not None:
        box = SubElement(header, "section", {"class": "next", "aria-label": "Next"})
        SubElement(box, "h2").text = f"Next: {one.section.title}"
        SubElement(box, "p").text = state(one)
        _add_command(box, one.command)
    if due:
        _add_command(header, "./roadmap review", f"{due}: ")


def state(one: Standing) -> str:
    """Say how far a project is, and what comes next."""
    if not one.is_built:
        return "planned"
    if one.work.is_blank:
        return "started blank"
    if one.is_finished:
        return f"finished, {len(one.all_steps)} steps"
    if not one.left:
        return "built"
    step, left = one.left[0], f"about {hours(one.minutes_left)}"
    if not one.work.is_started:
        return f"{len(one.left)} steps, {left}"
    told = f"{one.done} of {len(one.all_steps)} steps" + f", {left} left" * bool(one.minutes_left)
    if one.is_judged_next:
        return f"{told}; to check again is step {step.number}, {step.title}"
    return f"{told}; next is step {step.number}, {step.title} ({step.minutes} min)"


def _add_command(parent: Element, text: str, before: str = "") -> None:
    if text:
        line = SubElement(parent, "p")
        line.text = before
        SubElement(line, "code").text = text


# The picture


def _add_map(main: Element, root: Path, found: Sequence[Standing]) -> None:
    svg = draw(curriculum_of(root))
    for described in (
        svg.findall("title") + svg.findall("desc") + svg.findall("rect[@class='paper']")
    ):
        svg.remove(described)
    del svg.attrib["aria-labelledby"]
    svg.attrib |= {"role": "group", "aria-label": "Map of the projects, line by line"}
    groups = {group.get("id"): group for group in svg.findall("g") if group.get("id")}
    for group in groups.values():
        svg.remove(group)
    order = {one.section.slug: number for number, one in enumerate(found)}
    for one in _line_by_line(found):
        group = groups[one.section.slug]
        _link(group, one, order[one.section.slug])
        svg.append(group)
    SubElement(main, "div", {"class": "map"}).append(svg)
    SubElement(
        main, "p", {"class": "soft", "id": "told", "role": "status"}
    ).text = "\N{NO-BREAK SPACE}"
    SubElement(main, "p", {"class": "soft"}).text = KEYS


def _line_by_line(found: Sequence[Standing]) -> list[Standing]:
    """Return the projects in the order of the lines, each at the first line that stops there."""
    return sorted(found, key=lambda one: min(map(LINES.index, one.section.lines)))


def _link(group: Element, one: Standing, order: int) -> None:
    """Make a station a link to its place in the list, and draw the progress around it."""
    slug, lines = one.section.slug, one.section.lines
    del group.attrib["id"]
    group.tag = "a"
    spoken = f"{one.section.title}: {state(one)}. {'Lines' if lines[1:] else 'Line'}: {', '.join(lines)}."
    group.attrib |= {"href": f"#{quote(slug)}", "aria-label": spoken}
    group.attrib |= {"data-slug": slug, "data-lines": " ".join(lines), "data-order": str(order)}
    stop = group[0]
    around = {key: float(stop.attrib[key]) for key in ("x", "y", "width", "height", "rx")}
    size = {
        key: f"{value + (-RING if key in 'xy' else RING if key == 'rx' else 2 * RING):g}"
        for key, value in around.items()
    }
    group.insert(0, Element("rect", {"class": "halo", **size}))
    if one.all_steps:
        passed = f"{100 * one.done / len(one.all_steps):.4g} 100"
        group.insert(2, Element("rect", {"class": "ring", **size}))
        dashes = {"pathLength": "100", "stroke-dasharray": passed}
        group.insert(3, Element("rect", {"class": "ring passed", **dashes, **size}))


# The list


def _add_list(main: Element, found: Sequence[Standing]) -> None:
    section = SubElement(
        main, "section", {"id": "list", "tabindex": "-1", "aria-label": "All projects"}
    )
    for level in LEVELS:
        of_level = [one for one in found if one.section.level == level]
        if of_level:
            SubElement(section, "h2").text = f"Level {level}: {LEVEL_NAMES[level - 1]}"
            listed = SubElement(section, "ol", {"class": "list"})
            for one in of_level:
                _add_project(SubElement(listed, "li"), one)


def _add_project(item: Element, one: Standing) -> None:
    kind = {} if one.is_built else {"class": "planned-project"}
    article = SubElement(item, "article", {"id": one.section.slug, **kind})
    SubElement(article, "h3").text = one.section.title
    if one.is_built:
        SubElement(article, "p").text = state(one)
    if one.done:
        value = {"value": str(one.done), "max": str(len(one.all_steps))}
        SubElement(article, "progress", {**value, "aria-label": f"Steps of {one.section.title}"})
    _add_command(article, one.command)
    about = SubElement(article, "p", {"class": "soft"})
    planned = "" if one.is_built else "planned · "
    about.text = f"{planned}{one.section.section} · {', '.join(one.section.lines)}"
    for number, need in enumerate(one.section.needs):
        _add_link(about, ", " if number else " · builds on ", need, f"#{quote(need)}")
    if one.is_built:
        _add_link(about, " · ", "README", f"../{quote(one.section.folder)}/README.md")
    if one.all_steps:
        _add_steps(article, one)


def _add_link(line: Element, before: str, text: str, href: str) -> None:
    if len(line):
        line[-1].tail = before
    else:
        line.text = f"{line.text or ''}{before}"
    SubElement(line, "a", href=href).text = text


def _add_steps(article: Element, one: Standing) -> None:
    details = SubElement(article, "details")
    SubElement(details, "summary").text = f"The {len(one.all_steps)} steps"
    steps = SubElement(details, "ol")
    for step in one.all_steps:
        passed = ", passed ✓" if step.number in one.steps.passed else ""
        SubElement(steps, "li").text = f"{step.title} ({step.minutes} min{passed})"
