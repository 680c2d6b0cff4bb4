"""The pages, as people see them; in a real browser where there is one."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from conftest import Server
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, sync_playwright
from sqlalchemy.orm import Session

from note_api import samples

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


@pytest.fixture
def filled(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client of an application with the eight examples."""
    with Session(app.extensions["database"].engine) as session:
        samples.add_examples(session)
        session.commit()
    return client


def test_the_first_page_shows_what_is_new_and_where_much_is(filled: FlaskClient):
    """The newest note comes first, also one without a category; an empty category counts 0."""
    page = filled.get("/").text
    assert page.index("Prune the apple tree") < page.index("Rye bread")
    assert "Buy a thermometer" in page
    assert page.index(">Bread</a>") < page.index(">Kitchen</a>")


def test_the_first_page_says_how_to_begin(client: FlaskClient):
    """Where there is no note yet stands the command that writes one."""
    assert "curl http://localhost/api/notes" in client.get("/").text


def test_what_somebody_wrote_stays_text(client: FlaskClient):
    """Markup in a title or a body is shown, and not done."""
    bad = "<script>alert(1)</script>"
    client.post("/api/notes", json={"title": bad, "body": bad, "tags": [bad]})
    for address in ("/", "/notes", "/notes/1", f"/notes?tag={bad}", f"/notes?q={bad}"):
        assert "<script" not in client.get(address).text


def test_an_address_has_no_say_in_how_links_are_made(filled: FlaskClient):
    """What the page does not know is not handed on: not to the next page, and not to Flask."""
    plain = filled.get("/notes?size=1").text
    for word in ("endpoint=x", "_method=POST", "_anchor=x", "_external=1&_scheme=javascript"):
        assert filled.get(f"/notes?size=1&{word}").text == plain


def test_a_wrong_address_gets_a_page_that_helps(client: FlaskClient):
    """It names what is wrong and the way back, as a page and not as JSON."""
    for address, status in (("/nowhere", 404), ("/notes/9", 404), ("/notes?size=x", 422)):
        reply = client.get(address)
        assert (reply.status_code, reply.mimetype) == (status, "text/html")
        assert "To the first page" in reply.text


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of 320 pixels in a real browser, with JavaScript off."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": 320, "height": 640}, java_script_enabled=False
        )
        yield context.new_page()
        browser.close()


@in_browser
def test_can_be_used_by_keyboard_on_a_small_screen(start_server: Callable[..., Server], page: Page):
    """Search, open and come back without a mouse; nothing is wider than 320 pixels."""
    server = start_server("--panel")
    page.request.post(f"{server.address}/api/notes", data={"title": "Rye " * 40, "body": "x" * 500})
    page.goto(f"{server.address}/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.get_by_label("Search").fill("ry")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Rye Rye").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Rye")
    for address in ("/", "/notes", "/notes/1", "/dev/queries/", "/dev/queries/2"):
        page.goto(f"{server.address}{address}")
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 320
