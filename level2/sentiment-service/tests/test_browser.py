"""The page in a real browser: without its script and with it, by keyboard, on a narrow screen."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from running import Server

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

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
    # Playwright leaves a pipe or a loop to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"), job_chunk_lines=20)
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page with its script, which may not write any error to its console."""
    context = browser.new_context(viewport={"width": 900, "height": 900})
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.url)
    yield page
    context.close()
    assert complaints == []


def keep(page: Page, name: str) -> None:
    """Keep a picture where PICTURES says, for people to look at."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_verdict_comes_while_one_types(page: Page) -> None:
    """By keyboard alone: the text is reached by Tab, and its verdict appears without a click."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("The battery is great, I love it!")
    expect(page.locator(".verdict")).to_contain_text("Praise")
    expect(page.locator(".words li").first).to_contain_text("great")
    keep(page, "praise")


def test_an_error_stands_at_its_field(page: Page) -> None:
    """An empty text is told beside its field, which has the focus; a good text takes the error away."""
    page.get_by_role("button", name="Judge", exact=True).click()
    expect(page.locator("#text-error")).to_have_text("The text is empty.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_attribute("aria-invalid", "true")
    keep(page, "error")
    page.keyboard.type("What a waste of money.")
    expect(page.locator("#text-error")).to_be_hidden()
    expect(page.locator(".verdict")).to_contain_text("Complaint")


def test_a_file_is_followed_to_its_result(page: Page, server: Server) -> None:
    """The progress moves without loading the page anew, and at its end the result can be fetched."""
    lines = "\n".join(f"The screen of number {number} is a joke." for number in range(3_000))
    page.set_input_files(
        "#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": lines.encode()}
    )
    page.get_by_role("button", name="Judge the file").click()
    expect(page.locator("h1")).to_have_text("A file of 3,000 lines")
    keep(page, "job")
    expect(page.get_by_role("link", name="CSV")).to_be_visible(timeout=30_000)
    keep(page, "done")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(download.value.path().read_text().splitlines()) == 3_001


def test_it_works_without_its_script(browser: Browser, server: Server) -> None:
    """Where scripts are off, the form and its errors work all the same."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("button", name="Judge", exact=True).click()
    expect(page.locator("#text-error")).to_have_text("The text is empty.")
    page.locator("#text").fill("What a waste of money.")
    page.get_by_role("button", name="Judge", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("Complaint")
    expect(page.locator("#text")).to_have_value("What a waste of money.")
    context.close()


def test_it_fits_a_narrow_dark_screen(browser: Browser, server: Server) -> None:
    """At 320 pixels nothing sticks out, and a dark system gets a dark page."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = context.new_page()
    page.goto(server.url)
    page.locator("#text").fill("Supercalifragilisticexpialidocious" * 3)
    expect(page.locator(".verdict")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(28, 25, 23)"
    keep(page, "narrow")
    context.close()
