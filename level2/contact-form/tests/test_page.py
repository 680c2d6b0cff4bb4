"""The page in a real browser: without JavaScript and with it, by keyboard, and on small screens."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from contact_form.settings import Settings
from contact_form.web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file; each has windows of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site(make_settings: Callable[..., Settings]) -> Iterator[BaseWSGIServer]:
    """A server that takes a browser for a person, though it types fast."""
    app = create_app(make_settings(min_fill=timedelta(0)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, site: BaseWSGIServer) -> Iterator[Open]:
    """Open the form in a window: `open_page(java_script_enabled=False)`."""
    windows: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(path: str = "/", **options: object) -> Page:
        windows.append(browser.new_context(**options))
        page = windows[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Policy" in said.text else None
        )
        page.set_default_timeout(5000)
        page.goto(address(site) + path)
        return page

    yield open_window
    for window in windows:
        window.close()
    assert complaints == [], "the browser complained"


def address(server: BaseWSGIServer) -> str:
    """Return where a server listens."""
    return f"http://127.0.0.1:{server.server_port}"


def fill(page: Page, **changes: str) -> None:
    """Type a message, as a person would."""
    filled = {
        "Your name": "Ada Lovelace",
        "Your mail address": "ada@lovelace.example",
        "Subject": "Engines",
        "Your message": "Do you repair analytical engines?",
    }
    for label, text in (filled | changes).items():
        page.get_by_label(label, exact=True).fill(text)


def stored(settings: Settings) -> list[str]:
    """Return the texts of all messages in the database."""
    with closing(sqlite3.connect(settings.database)) as db:
        return [body for (body,) in db.execute("SELECT body FROM messages ORDER BY id")]


def shoot(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look: CONTACT_FORM_PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


SEND_UNSEEN = """() => {
  const body = new URLSearchParams(new FormData(document.querySelector("form.contact")));
  return fetch("/", { method: "POST", body }).then((reply) => reply.status);
}"""
SCRIPTS = pytest.mark.parametrize("scripts", [False, True], ids=["plain", "scripted"])


@SCRIPTS
def test_a_message_is_sent(open_page: Open, settings: Settings, scripts: bool) -> None:
    """Whoever fills in the form is thanked with a reference, and the message is stored once."""
    page = open_page(java_script_enabled=scripts)
    shoot(page, f"empty-{scripts}")
    fill(page)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    reference = page.locator(".reference").inner_text()
    assert page.url.endswith(f"/thanks/{reference}")
    assert stored(settings) == ["Do you repair analytical engines?"]
    shoot(page, f"thanks-{scripts}")


@SCRIPTS
def test_errors_stand_beside_their_fields(
    open_page: Open, settings: Settings, scripts: bool
) -> None:
    """What is wrong stands at the top and beside its field, and what was typed is still there."""
    page = open_page(java_script_enabled=scripts)
    fill(page, **{"Your mail address": "ada at lovelace", "Subject": ""})
    page.get_by_role("button", name="Send message").click()
    address = page.get_by_label("Your mail address")
    expect(page.locator("#summary")).to_be_focused()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_accessible_description(re.compile("must have an @-sign"))
    expect(page.get_by_role("textbox", name="Your message")).to_have_value(
        "Do you repair analytical engines?"
    )
    assert page.title().startswith("Not sent yet")
    above = page.locator("#email-error").bounding_box()
    field = address.bounding_box()
    assert above and field and 0 <= field["y"] - (above["y"] + above["height"]) < 20
    assert stored(settings) == []
    shoot(page, f"errors-{scripts}")


@SCRIPTS
def test_the_summary_leads_to_the_field(open_page: Open, scripts: bool) -> None:
    """Tab and Enter on a sentence of the summary put the cursor into its field."""
    page = open_page(java_script_enabled=scripts)
    fill(page, Subject="")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Subject")).to_be_focused()


def test_a_keyboard_is_enough(open_page: Open, settings: Settings) -> None:
    """Tab goes through the fields in their order, past the trap, and every stop can be seen."""
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for text in ("Ada Lovelace", "ada@lovelace.example", "", "Engines", "By keyboard"):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert stored(settings) == ["By keyboard"]


def test_nothing_reloads(open_page: Open) -> None:
    """With scripts, errors come into the page as it is; a mark left in it is still there."""
    page = open_page()
    page.evaluate("window.mark = 'still here'")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("link", name="Enter your name.")).to_be_visible()
    assert page.evaluate("window.mark") == "still here"


def test_a_double_click_sends_once(open_page: Open, settings: Settings) -> None:
    """Two clicks on the button are one message, and the visitor is thanked."""
    page = open_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.post_data else None)
    fill(page)
    page.get_by_role("button", name="Send message").dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(posts) == len(stored(settings)) == 1


@SCRIPTS
def test_the_same_form_twice_is_told_so(open_page: Open, settings: Settings, scripts: bool) -> None:
    """A form that was sent before, with the same text: stored once, and the visitor reads that all is well."""
    page = open_page(java_script_enabled=scripts)
    fill(page)
    assert page.evaluate(SEND_UNSEEN) == 200  # that of the page which thanks
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="We have your message already")).to_be_visible()
    assert len(stored(settings)) == 1
    shoot(page, f"twice-{scripts}")


@SCRIPTS
def test_the_same_form_with_another_text_is_kept(
    open_page: Open, settings: Settings, scripts: bool
) -> None:
    """A form that was sent before, with another text: that text comes back, and may go as a message of its own."""
    page = open_page(java_script_enabled=scripts)
    fill(page)
    assert page.evaluate(SEND_UNSEEN) == 200
    fill(page, **{"Your message": "And looms?"})
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_contain_text("send again")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert stored(settings) == ["Do you repair analytical engines?", "And looms?"]


def test_a_text_survives_a_server_that_is_away(open_page: Open, site: BaseWSGIServer) -> None:
    """No answer at all: the page says so, and keeps the text for another try."""
    page = open_page()
    fill(page)
    site.shutdown()
    site.server_close()
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_contain_text("Your text is still here")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your message")).to_have_value(
        "Do you repair analytical engines?"
    )
    shoot(page, "away")


def test_a_text_survives_a_database_that_is_away(open_page: Open, settings: Settings) -> None:
    """An error page of the server has no form: what it says is shown, and the form stays."""
    page = open_page()
    fill(page)
    away = settings.database.rename(settings.database.with_suffix(".away"))
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_contain_text("try again in a few seconds")
    away.rename(settings.database)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_a_long_text_is_counted(open_page: Open) -> None:
    """What is left is told below the message, an emoji being one; beyond the limit nothing is cut."""
    page = open_page()
    fill(page, **{"Your message": "🙂" * 4999})
    expect(page.locator(".count")).to_have_text("1 character left")
    fill(page, **{"Your message": "🙂" * 5002})
    expect(page.locator(".count")).to_have_text("2 characters too many")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#body-error")).to_contain_text("it has 5002")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_the_screen(open_page: Open, width: int, scheme: str) -> None:
    """On a telephone nothing has to be pushed sideways, errors included."""
    size = {"width": width, "height": 640}
    page = open_page(viewport=size, color_scheme=scheme)
    shoot(page, f"{scheme}-{width}-empty")
    page.get_by_label("Your name").fill("x" * 120)
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shoot(page, f"{scheme}-{width}-errors")


# How light a colour is, and how far two are apart: WCAG 2.2, "relative luminance" and "contrast ratio".
CONTRASTS = """() => {
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => read(colour).slice(0, 3)
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const paper = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return read(colour)[3] === 0 ? paper(element.parentElement) : colour;
  };
  const measure = (element, colour, least, behind) =>
    [element.outerHTML.slice(0, 60), least, ratio(light(colour), light(paper(behind)))];
  const shown = [...document.querySelectorAll("body *")]
    .filter((e) => !e.closest(".trap, .unseen") && e.getClientRects().length);
  const texts = shown
    .filter((e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((e) => measure(e, getComputedStyle(e).color, 4.5, e));
  const edges = shown
    .filter((e) => e.matches("input, textarea"))
    .map((e) => measure(e, getComputedStyle(e).borderTopColor, 3, e.parentElement));
  return [...texts, ...edges];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(open_page: Open, scheme: str) -> None:
    """Contrast as WCAG 2.2 AA asks for: 4.5 to 1 for every text, 3 to 1 for the edges of fields."""
    page = open_page(color_scheme=scheme)
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("#summary")).to_be_visible()
    measured = page.evaluate(CONTRASTS)
    assert len(measured) > 15
    assert [each for each in measured if each[2] < each[1]] == []


def test_no_other_page_can_frame_or_post(
    browser: Browser, site: BaseWSGIServer, settings: Settings
) -> None:
    """A page elsewhere that sends a form in a visitor's name gets 400, and cannot show our page in a frame."""
    forged = f'<form method="post" action="{address(site)}/"><input name="name" value="x"></form>'

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'{forged}<iframe src="{address(site)}/"></iframe>'.encode())

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        with browser.new_context() as window:
            page = window.new_page()
            page.goto(address(site))
            page.goto(f"http://localhost:{other.server_port}/")
            frame = page.frames[1]
            assert not frame.url.startswith(address(site))
            with page.expect_navigation() as posted:
                page.evaluate("document.forms[0].submit()")
            assert posted.value.status == 400
        other.shutdown()
    assert stored(settings) == []
