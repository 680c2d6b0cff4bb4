"""The map as a local page: what it says of the learner, what it may load, and how it works in a real browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pytest
from clones import Clone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_metro import contrast

from roadmap.curriculum import CURRICULUM, LINES, load_curriculum
from roadmap.metro import lay_out
from roadmap.metro_svg import draw_svg
from roadmap.web import page as page_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ODD = '<img src=x onerror="alert(1)"></script> & Co'


@pytest.fixture
def whole(clone: Clone) -> Clone:
    """A clone of all 26 projects, the first of which is the greeter, with one of its two steps passed."""
    own = clone.root / "shared" / "roadmap" / "src" / "roadmap" / "curriculum.toml"
    own.write_text(CURRICULUM.read_text("utf-8").replace('"study-planner"', '"greeter"'), "utf-8")
    clone.start()
    clone.record(1)
    return clone


def drawn(clone: Clone) -> str:
    """Type `list --web` without a browser, and return the page."""
    done = clone.run("list", "--web", "--no-browser")
    assert done.returncode == 0, done.stderr
    return (clone.root / "my" / ".map.html").read_text("utf-8")


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_page_says_how_far_one_is_and_what_comes_next(whole: Clone) -> None:
    """Steps and minutes that are left, the next step, the command, and half a ring around the station."""
    text = drawn(whole)
    assert "1 of 2 steps, about 10 min left; next is step 2, Greet many (10 min)" in text
    assert "<code>./roadmap lesson greeter</code>" in text
    assert 'stroke-dasharray="50 100"' in text
    assert "Greet one (10 min, passed ✓)" in text


def test_the_page_follows_the_project(whole: Clone) -> None:
    """Finished, blank or not begun: each says so, with the command that goes on."""
    whole.record(1, 2)
    assert "finished, 2 steps" in drawn(whole)
    shutil.rmtree(whole.root / "my")
    assert "<code>./roadmap start greeter</code>" in drawn(whole)
    whole.start(blank=True)
    text = drawn(whole)
    assert "started blank" in text and "<code>./roadmap check greeter</code>" in text


def test_what_is_due_for_review_is_on_the_page(whole: Clone) -> None:
    """The same as `list` says."""
    file = whole.root / "my" / "progress.json"
    told = json.loads(file.read_text())
    told["projects"]["greeter"]["seen"]["1"] = "2020-01-01T00:00:00+00:00"
    file.write_text(json.dumps(told))
    assert "1 step is due for review: <code>./roadmap review</code>" in drawn(whole)


def test_the_page_is_written_beside_the_learners_work_and_ignored_there(whole: Clone) -> None:
    """Nothing of upstream's is touched, and the page is no work to commit."""
    before = files(whole.root)
    drawn(whole)
    after = files(whole.root)
    assert {path.name for path in after.keys() - before.keys()} == {".map.html"}
    assert all(after[path] == text for path, text in before.items())
    assert ".map.html" in (whole.root / "my" / ".gitignore").read_text().splitlines()


def test_the_browser_gets_the_page(whole: Clone, tmp_path: Path) -> None:
    """The browser is the learner's; where none starts, the page's place is told."""
    program, seen = tmp_path / "browser", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n')
    program.chmod(0o755)
    done = whole.run("list", "--web", BROWSER=str(program))
    assert done.returncode == 0 and "my/.map.html" in done.stdout
    assert seen.read_text() == (whole.root / "my" / ".map.html").as_uri()
    failing = whole.run("list", "--web", BROWSER="/bin/false", PATH="", DISPLAY="")
    assert failing.returncode == 0
    assert "No browser could be started: open that file in one." in failing.stdout


def test_a_page_that_cannot_be_written_is_a_sentence(whole: Clone) -> None:
    """Where a folder is in the page's place, that is told without a traceback."""
    (whole.root / "my" / ".map.html").mkdir()
    done = whole.run("list", "--web", "--no-browser")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


def test_the_page_loads_nothing_and_allows_nothing(whole: Clone) -> None:
    """No address, no inline style or handler; the policy allows one style and one script by their hashes."""
    text = drawn(whole)
    policy = re.search(r'Policy" content="([^"]+)"', text)
    assert policy
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; base-uri 'none'; form-action 'none'",
        policy[1].replace("&#39;", "'"),
    )
    assert not re.search(
        r'https?://(?!www\.w3\.org/2000/svg")|\sstyle=|\son\w+=|url\(|@import', text
    )
    assert len(text) < 100_000


def test_every_link_leads_somewhere(whole: Clone) -> None:
    """To a place on the page, or to a file of the clone."""
    text = drawn(whole)
    links = set(re.findall(r'href="([^"]+)"', text))
    assert "../level1/greeter/README.md" in links
    for link in links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in text, link
        else:
            assert (whole.root / "my" / link).is_file(), link


def test_names_are_text_wherever_they_come_from(whole: Clone) -> None:
    """Markup in the title of a project or step shows as what it is."""
    own = whole.root / "shared" / "roadmap" / "src" / "roadmap" / "curriculum.toml"
    own.write_text(own.read_text("utf-8").replace('"Ask-AI Service"', f"'{ODD}'"), "utf-8")
    exercise = whole.root / "level1" / "greeter" / "exercise.toml"
    exercise.write_text(exercise.read_text().replace('"Greet many"', f"'{ODD}'"))
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(drawn(whole))
    assert "img" not in tags and tags.count("script") == 1
    assert drawn(whole).count("&lt;img src=x") >= 2


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"there is no browser here: none of {', '.join(BROWSERS)}")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=QUIET) as chromium,
    ):
        yield chromium


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, whole: Clone) -> Iterator[Visit]:
    """Open the page of a clone; nothing may be complained of in the console."""
    drawn(whole)
    complaints: list[str] = []
    opened = []

    def go(**options: object) -> Page:
        page = browser.new_page(**options)  # type: ignore[arg-type]
        opened.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((whole.root / "my" / ".map.html").as_uri())
        return page

    yield go
    for page in opened:
        page.close()
    assert not complaints


def as_hex(colour: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


def at(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.slug ?? ''"))


def test_tab_goes_through_the_stations_line_by_line(visit: Visit) -> None:
    """First what skips the map, then each station once, in the order of the lines."""
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    order = []
    for _ in range(26):
        page.keyboard.press("Tab")
        order.append(at(page))
    curriculum = load_curriculum()
    expected = dict.fromkeys(stop.slug for line in LINES for stop in curriculum.line(line))
    assert order == ["greeter" if slug == "study-planner" else slug for slug in expected]


def test_arrows_travel_along_a_line_and_change_at_an_interchange(visit: Visit) -> None:
    """Down is the next stop, also past what other lines stop at; Right changes lines; it is told where one is."""
    page = visit()
    told = page.locator("#told")
    page.locator("[data-slug=greeter]").focus()
    expect(told).to_have_text("Notes line, stop 1 of 10")
    page.keyboard.press("ArrowDown")
    assert at(page) == "projects-repo"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Expenses line, stop 1 of 7")
    page.keyboard.press("ArrowDown")
    assert at(page) == "expense-tracker"
    page.keyboard.press("End")
    assert at(page) == "own-model"
    page.keyboard.press("ArrowDown")
    assert at(page) == "own-model"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert at(page) == "vision-tutor"


def test_a_station_opens_and_escape_gives_the_place_back(visit: Visit) -> None:
    """Enter opens the details, Escape and Close close them, and the station has the focus again."""
    page = visit()
    panel = page.locator("dialog")
    page.locator("[data-slug=greeter]").focus()
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("button").click(),
    ):
        page.keyboard.press("Enter")
        expect(panel).to_be_visible()
        expect(panel).to_contain_text("next is step 2, Greet many")
        expect(panel.locator("li").first).to_be_visible()
        close()
        expect(panel).not_to_be_visible()
        assert at(page) == "greeter"


def test_the_station_in_focus_can_be_seen(visit: Visit) -> None:
    """A frame is around it that is not there without the focus."""
    page = visit()
    halo = page.locator("[data-slug=note-api] .halo")
    stroke = "element => getComputedStyle(element).stroke"
    assert halo.evaluate(stroke) == "none"
    page.keyboard.press("Tab")
    page.locator("[data-slug=note-api]").focus()
    ground = page.locator(".zone").first.evaluate("element => getComputedStyle(element).fill")
    assert contrast(as_hex(halo.evaluate(stroke)), as_hex(ground)) >= 3


def test_readers_of_screens_get_links_and_a_list(visit: Visit) -> None:
    """A station says its name, state and lines; below, all projects stand under their levels."""
    page = visit()
    spoken = "CLI Study Planner: 1 of 2 steps"
    station = page.get_by_role("link", name=re.compile(re.escape(spoken)))
    expect(station).to_have_count(1)
    expect(page.get_by_role("heading", level=2)).to_have_count(6)
    expect(page.get_by_role("heading", level=3)).to_have_count(26)
    expect(page.get_by_role("article")).to_have_count(26)


def test_without_scripts_a_station_leads_to_its_place_in_the_list(visit: Visit) -> None:
    """The map is links, and the page whole, where no script runs."""
    page = visit(java_script_enabled=False)
    page.locator("[data-slug=own-model]").click()
    assert page.url.endswith("#own-model")
    expect(page.locator("#own-model")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_phones_and_wide_screens(visit: Visit, width: int) -> None:
    """Only the map may be wider than a phone, and moves within its frame."""
    page = visit(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


COLOURS = """() => [...document.querySelectorAll("body *")]
  .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && !element.closest("script, dialog, .badge"))
  .map(element => {
    const style = getComputedStyle(element);
    let ground = element;
    while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
    const on = getComputedStyle(ground ?? document.body).backgroundColor;
    return [element.textContent, element.closest("svg") ? style.fill : style.color, on];
  })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_of_the_page_can_be_read(visit: Visit, scheme: str) -> None:
    """Each text has a contrast of at least 4.5 to 1 on what is behind it, as the browser computes them."""
    found = visit(color_scheme=scheme).evaluate(COLOURS)
    assert len(found) > 100
    for text, colour, ground in found:
        assert contrast(as_hex(colour), as_hex(ground)) >= 4.5, text


def test_names_on_the_map_are_no_wider_than_was_reckoned(browser: Browser) -> None:
    """As this browser draws them: each within the room that the layout gave it, and none on another."""
    names = lay_out(load_curriculum()).names
    page = browser.new_page()
    page.set_content(f"<body style='margin:0; width:830px'>{draw_svg(load_curriculum())}")
    boxes = []
    for slug, name in names.items():
        box = page.locator(f"[id={slug}] text").evaluate_all(
            "texts => texts.map(text => text.getBBox()).map(b => [b.x, b.y, b.x + b.width, b.y + b.height])"
        )
        left, top = (min(each[n] for each in box) for n in (0, 1))
        right, bottom = (max(each[n] for each in box) for n in (2, 3))
        assert name.box.left - 1 <= left and right <= name.box.right + 1, slug
        boxes.append((left, top, right, bottom))
    page.close()
    for (left, top, right, bottom), (l2, t2, r2, b2) in combinations(boxes, 2):
        assert left >= r2 or l2 >= right or top >= b2 or t2 >= bottom


def test_the_page_of_this_repository_can_be_made() -> None:
    """With every project that is built here."""
    from roadmap.repository import find_root

    assert page_of(find_root(Path(__file__))).count("<article") == 26
