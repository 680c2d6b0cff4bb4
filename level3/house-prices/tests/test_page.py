"""The map, in a real browser and against bad requests."""

import http.client
import json
import shutil
import socket
from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from blocks import made_up_blocks

from house_prices.conformal import Conformal
from house_prices.files import Saved
from house_prices.page import Server
from house_prices.pipelines import make_pipeline

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
BLOCKS = made_up_blocks(300)
HERE = {"longitude": "-121", "latitude": "37"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The page's server, on a free port, for a small model."""
    model = make_pipeline("linear").fit(BLOCKS.x, BLOCKS.y)
    spread = make_pipeline("mean").fit(BLOCKS.x, BLOCKS.y * 0 + 0.3)
    with Server(Saved(Conformal(model, spread, 1.5, 0.9), BLOCKS, {}), port=0) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(
    server: Server, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """Send one request, and return status, headers and text."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("GET", path, headers=headers or {})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read().decode()
    finally:
        connection.close()


def price(server: Server, **figures: str) -> tuple[int, dict[str, Any]]:
    """Ask for a price, and return status and answer."""
    status, _, text = get(server, "/price?" + urlencode(figures))
    return status, json.loads(text)


def test_a_place_alone_gets_price_interval_and_comparable_blocks(server: Server) -> None:
    """What nobody said is taken from the nearest blocks, and named as assumed."""
    status, answer = price(server, **HERE)
    assert status == 200 and answer["low"] <= answer["price"] <= answer["high"]
    assert {each["price"] for each in answer["comparable"]} <= {round(y * 1e5) for y in BLOCKS.y}
    assert len(answer["comparable"]) == 5 and "median_income" in answer["assumed"]
    assert "longitude" not in answer["assumed"]


def test_what_is_said_counts(server: Server) -> None:
    """A richer block at the same place costs more, and its income is not assumed."""
    _, poor = price(server, **HERE, median_income="2")
    _, rich = price(server, **HERE, median_income="6")
    assert poor["price"] + 100_000 < rich["price"] and "median_income" not in rich["assumed"]


def test_the_price_is_the_models(server: Server) -> None:
    """With all figures given, the answer is what the model says of that row."""
    row = BLOCKS.x.dropna().iloc[[3]]
    _, answer = price(server, **row.iloc[0].astype(str).to_dict())
    expected = server.desk.saved.model.predict(row).price[0]
    assert answer["price"] == pytest.approx(expected * 1e5, abs=51) and answer["assumed"] == []


def test_a_clipped_price_is_said_so(server: Server) -> None:
    """Where the interval reaches the limit, it has no upper end, and the words say at least."""
    _, answer = price(server, **HERE, median_income="15")
    assert answer["high"] is None and "at least" in answer["flags"]
    assert "at least $500,000" in answer["html"] and "or more" in answer["html"]


def test_far_from_every_block_there_is_a_flag(server: Server) -> None:
    """In the ocean the answer comes with the words that nothing is known there."""
    _, answer = price(server, longitude="-124.5", latitude="33")
    assert "no block within 30 km" in answer["flags"] and "no block within" in answer["html"]


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"latitude": "37"}, "longitude is missing"),
        ({"longitude": "west", "latitude": "37"}, "expected a number of longitude"),
        ({"longitude": "nan", "latitude": "37"}, "expected a number of longitude"),
        ({"longitude": "inf", "latitude": "37"}, "longitude is inf; expected -180 to 180"),
        ({"longitude": "1e308", "latitude": "37"}, "longitude is 1e+308; expected -180 to 180"),
        ({"longitude": "37", "latitude": "-121"}, "swap longitude and latitude"),
        ({**HERE, "total_rooms": "-5"}, "total_rooms is -5"),
        ({**HERE, "population": "many"}, "expected a number of population"),
    ],
)
def test_nonsense_gets_one_clear_sentence(
    server: Server, figures: dict[str, str], message: str
) -> None:
    """Bad figures are 422 with a sentence, on the page as well, and no row is mentioned."""
    status, answer = price(server, **figures)
    assert status == 422 and message in answer["error"] and "row 1" not in answer["error"]
    status, _, text = get(server, "/?" + urlencode(figures))
    assert status == 200 and message in text


def test_words_from_the_address_are_escaped(server: Server) -> None:
    """Whatever stands in the address comes back as text, never as HTML."""
    trap = "<script>alert(1)</script>"
    _, _, text = get(server, "/?" + urlencode({**HERE, "ocean_proximity": trap}))
    assert trap not in text
    _, _, text = get(server, "/?" + urlencode({"longitude": trap, "latitude": "37"}))
    assert trap not in text


def test_the_map_gets_every_block(server: Server) -> None:
    """/blocks has longitude, latitude and price of each block that was learned from."""
    dots = json.loads(get(server, "/blocks")[2])
    assert len(dots) == 300
    assert dots[0] == pytest.approx([*BLOCKS.x.iloc[0, :2], BLOCKS.y[0]], abs=0.01)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/other", 404),
        ("/price?" + "a" * 3000, 414),
        ("/price?a=1&&&=%ff", 422),
    ],
)
def test_other_paths_get_a_clear_status(server: Server, path: str, status: int) -> None:
    """What is not there is 404, too long is 414, and an empty question is 422."""
    assert get(server, path)[0] == status


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_other_hosts_and_pages_are_refused(server: Server, headers: dict[str, str]) -> None:
    """A page of another site, or another name for this machine, gets 403 and no price."""
    status, _, text = get(server, "/price?" + urlencode(HERE), headers)
    assert status == 403 and "price" not in text


def test_only_this_machine_is_listened_to(server: Server) -> None:
    """The server listens on 127.0.0.1, and its pages may load nothing from elsewhere."""
    assert server.server_address[0] == "127.0.0.1"
    assert "default-src 'none'" in get(server, "/")[1]["Content-Security-Policy"]


def test_an_address_that_is_none_gets_an_answer(server: Server) -> None:
    """A request for `http://[x` is 404 like any other, and no traceback on the terminal."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        host = f"Host: 127.0.0.1:{server.server_port}"
        connection.sendall(
            f"GET http://[x HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n".encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 404")


def test_a_torn_request_does_no_harm(server: Server) -> None:
    """A connection that breaks off in the middle leaves the server answering others."""
    with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
        connection.sendall(b"GET /price?long")
    assert get(server, "/")[0] == 200


@pytest.fixture(scope="module")
def browser_page(server: Server) -> Iterator["Page"]:
    """The page in a browser; errors of its script fail the test."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        page = browser.new_page(viewport={"width": 320, "height": 900})
        page.set_default_timeout(10_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        browser.close()
    assert errors == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_click_on_the_map_prices_the_place(browser_page: "Page") -> None:
    """A click fills the form with what is usual there, and shows price and comparable blocks."""
    browser_page.click("#map", position={"x": 130, "y": 150})
    browser_page.wait_for_selector("#price")
    assert browser_page.inner_text("#price").startswith("$")
    assert browser_page.locator("tbody tr").count() == 5
    assert browser_page.input_value("[name=median_income]") != ""
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_keyboard_alone_suffices(browser_page: "Page") -> None:
    """Arrow keys move the cross and Enter asks; a figure typed into the form counts."""
    from playwright.sync_api import expect

    before = browser_page.input_value("[name=longitude]")
    browser_page.focus("#map")
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        browser_page.keyboard.press(key)
    expect(browser_page.locator("[name=longitude]")).not_to_have_value(before)
    cheap = browser_page.inner_text("#price")
    browser_page.fill("[name=median_income]", "6.5")
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("#price")).not_to_have_text(cheap)
    assert browser_page.input_value("[name=median_income]") == "6.5"


def test_the_form_works_without_javascript(server: Server) -> None:
    """The page with a filled-in form in its address holds the answer, and the figures again."""
    status, _, text = get(server, "/?" + urlencode({**HERE, "median_income": "4"}))
    assert status == 200 and "Comparable blocks" in text and 'value="4.0"' in text
