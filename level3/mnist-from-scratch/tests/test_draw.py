"""The drawing page, in a real browser and against bad requests."""

import http.client
import io
import json
import shutil
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_from_scratch.data import Digits, load_digits, to_picture
from mnist_from_scratch.draw import Server
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Network

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module")
def network(trained: tuple[Network, Digits]) -> Network:
    """A small network that knows the digits of the sample."""
    return trained[0]


@pytest.fixture(scope="module")
def server(network: Network) -> Iterator[ThreadingHTTPServer]:
    """The page's server, on a free port."""
    with Server(network, port=0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def connected(server: ThreadingHTTPServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def ask(
    server: ThreadingHTTPServer, body: bytes, headers: dict[str, str] | None = None
) -> tuple[int, dict]:
    """Send a picture file, and return status and answer."""
    with connected(server) as connection:
        connection.request("POST", "/look", body, headers or {})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())


def png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def test_the_page_answers_like_the_network(server: ThreadingHTTPServer, network: Network) -> None:
    """A test digit sent as a picture gets the answer that the network gives to its row."""
    _, digits, _ = load_digits(sample=True)
    predicted = evaluate(network, digits[:20]).predicted
    answers = []
    for row in digits.x[:20]:
        status, answer = ask(server, png(255 - np.pad(to_picture(row), 10)))
        assert status == 200
        answers.append(int(np.argmax(answer["probabilities"])))
    assert (np.array(answers) == predicted).mean() >= 0.9


def test_every_layer_is_shown(server: ThreadingHTTPServer) -> None:
    """The answer holds 784 pixels, 64 hidden values before and after ReLU, and 10 scores."""
    _, digits, _ = load_digits(sample=True)
    _, answer = ask(server, png(to_picture(digits.x[0])))
    assert len(answer["picture"]) == 784
    assert [len(layer["values"]) for layer in answer["layers"]] == [64, 64, 10]
    assert min(answer["layers"][1]["values"]) >= 0
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=0.001)


def draw_seven() -> np.ndarray:
    picture = Image.new("L", (90, 120), "white")
    ImageDraw.Draw(picture).line([(20, 20), (70, 20), (40, 100)], "black", width=9, joint="curve")
    return np.asarray(picture)


SEVEN = draw_seven()
NO_DIGITS = {
    "nothing": b"",
    "damaged": b"GIF89a",
    "zeros": b"\x00" * 5_000,
    "black": png(np.zeros((9, 9), np.uint8)),
    "too many pixels": png(np.pad(SEVEN, (0, 1_930), constant_values=255)),
}


@pytest.mark.parametrize("body", NO_DIGITS.values(), ids=NO_DIGITS)
def test_what_is_no_digit_is_told_so(server: ThreadingHTTPServer, body: bytes) -> None:
    """No picture, a damaged one and an empty one get 422 and a sentence."""
    status, answer = ask(server, body)
    assert status == 422
    assert answer["error"]


def test_huge_bodies_are_refused_unread(server: ThreadingHTTPServer) -> None:
    """A body said to be of 10 GB is refused at once."""
    with connected(server) as connection:
        connection.putrequest("POST", "/look")
        connection.putheader("Content-Length", str(10**10))
        connection.endheaders()
        assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_other_sites_get_nothing(server: ThreadingHTTPServer, headers: dict[str, str]) -> None:
    """A page of another site, which a browser has open as well, cannot ask."""
    status, _ = ask(server, b"x", headers)
    assert status == 403


def test_a_browser_that_goes_away_is_no_trouble(
    server: ThreadingHTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """A connection that breaks in the middle of a picture prints nothing, and others are served."""
    with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
        head = f"POST /look HTTP/1.1\r\nHost: localhost:{server.server_port}\r\n"
        connection.sendall(f"{head}Content-Length: 9000\r\n\r\nx".encode())
        time.sleep(0.2)  # it is waiting for the rest
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)  # ends by a reset
    status, _ = ask(server, png(SEVEN))
    assert status == 200
    assert capsys.readouterr().err == ""


def test_the_page_may_load_nothing_from_elsewhere(server: ThreadingHTTPServer) -> None:
    """Its policy forbids all sources, and other pages to frame it."""
    with connected(server) as connection:
        connection.request("GET", "/")
        policy = connection.getresponse().headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_on_port_80_browsers_leave_the_port_out(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Host and Origin without a port are the page's own on port 80, and only there."""
    headers = {"Host": "localhost", "Origin": "http://localhost"}
    assert ask(server, png(SEVEN), headers)[0] == 403
    with connected(server) as connection:
        monkeypatch.setattr(server, "server_port", 80)
        connection.request("POST", "/look", png(SEVEN), headers)
        assert connection.getresponse().status == 200


def test_only_the_page_is_served(server: ThreadingHTTPServer) -> None:
    """No file can be had by its path."""
    with connected(server) as connection:
        for path in ("/../server.py", "/etc/passwd", "/page.html", "/look"):
            connection.request("GET", path)
            reply = connection.getresponse()
            reply.read()
            assert reply.status == 404


@pytest.fixture
def page(server: ThreadingHTTPServer) -> Iterator["Page"]:
    """The page in a browser, on which no script may complain."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"there is no browser here: none of {', '.join(BROWSERS)}")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # ms, for a busy machine
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser, args=QUIET) as chromium,
    ):
        page = chromium.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        assert not complaints


def draw_seven(page: "Page") -> None:
    """Draw a 7 with the mouse."""
    box = page.locator("#paper").bounding_box()
    assert box
    page.mouse.move(box["x"] + 80, box["y"] + 60)
    page.mouse.down()
    for x, y in ((190, 60), (150, 140), (120, 230)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
    page.mouse.up()


def test_a_digit_drawn_in_a_browser_is_read(page: "Page") -> None:
    """Someone draws a 7 with the mouse, reads 7, sees every layer, and clears the paper."""
    from playwright.sync_api import expect

    draw_seven(page)
    expect(page.locator("#answer")).to_have_text("7")
    expect(page.locator("#layers figure")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator("#answer")).to_have_text("")
    expect(page.locator("#layers figure")).to_have_count(0)
    seven = {"name": "seven.png", "mimeType": "image/png", "buffer": png(SEVEN)}
    page.locator("#file").set_input_files(seven)
    expect(page.locator("#note")).to_contain_text("7, ")


def test_what_was_cleared_is_not_answered(page: "Page") -> None:
    """A question that was asked just before Clear has its answer after it: nobody sees that."""
    from playwright.sync_api import expect

    draw_seven(page)
    expect(page.locator("#answer")).to_have_text("7")
    page.evaluate("""async () => {
        while (asking) await new Promise(done => setTimeout(done, 10));
        changed = true;
        const answered = ask();
        clear();
        await answered;
    }""")
    assert page.locator("#answer").text_content() == ""
