"""What nobody sends by accident, sent to the real server: it answers with a 4xx, and goes on."""

import json
import re
import socket
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import httpx2
import pytest
from running import MESSAGE, Server, settings_in, start

from contact_form import db
from contact_form.settings import Settings

MB = 1024 * 1024


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a site that believes people to be fast writers, as the tests are."""
    return settings_in(tmp_path_factory.mktemp("hostile"), min_fill="PT0S")


@pytest.fixture(scope="module")
def running(settings: Settings) -> Iterator[Server]:
    """One server for all tests: whatever they send, it has to be there for the next."""
    server = start(settings, settings.database.with_name("server.log"))
    yield server
    assert server.stop() == 0
    assert server.count(" 500 in ") == 0


@pytest.fixture
def server(running: Server, settings: Settings) -> Server:
    """The server, ready and without any message."""
    httpx2.get(f"{running.url}/health/ready").raise_for_status()
    with closing(db.connect(settings.database)) as connection:
        connection.execute("DELETE FROM messages")
    return running


@pytest.fixture
def browser(server: Server) -> Iterator[httpx2.Client]:
    """A browser at the server."""
    with httpx2.Client(base_url=server.url, timeout=20) as browser:
        yield browser


def stored(settings: Settings) -> list[sqlite3.Row]:
    """Return the messages in the database."""
    with closing(db.connect(settings.database)) as connection:
        return connection.execute("SELECT * FROM messages").fetchall()


def hidden(browser: httpx2.Client) -> dict[str, str]:
    """Return the hidden fields of a new form."""
    page = browser.get("/").text
    return dict(re.findall(r'name="(csrf_token|opened)"[^>]* value="([^"]+)"', page))


def raw(server: Server, request: bytes) -> bytes:
    """Send bytes to the server, and return what comes back until it closes or falls silent."""
    with socket.create_connection(server.address, timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


@pytest.mark.parametrize("path", ["/", "/api/messages", "/inbox/login"])
def test_ten_megabytes_are_refused(browser: httpx2.Client, path: str) -> None:
    """A body of 10 MB gets 413 with an answer that the client can read, wherever it is sent."""
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    body = b"body=" + b"x" * (10 * MB)
    reply = browser.post(path, content=body, headers={"Content-Type": kind})
    assert reply.status_code == 413
    assert "64 KB" in reply.text


@pytest.mark.parametrize("path", ["/", "/api/messages"])
def test_a_body_of_unknown_length_is_refused(browser: httpx2.Client, path: str) -> None:
    """A body in chunks would be cut off at the limit without a word, so it gets 411 from the start."""
    reply = browser.post(path, content=(b"x" * 65536 for _ in range(160)))
    assert reply.status_code == 411
    assert "Content-Length" in reply.text


def test_half_a_message_is_not_stored(server: Server, settings: Settings) -> None:
    """Where the connection breaks off in the middle, what came until then is no message."""
    body = json.dumps(MESSAGE).encode()
    head = b"POST /api/messages HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
    answer = raw(server, head + b"Content-Length: %d\r\n\r\n" % (len(body) + 9) + body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert stored(settings) == []


def test_a_thousand_parts_are_refused(browser: httpx2.Client) -> None:
    """A form of thousands of parts gets 413."""
    parts = {f"field{number}": (None, "x") for number in range(1500)}
    assert browser.post("/", files=parts).status_code == 413


@pytest.mark.parametrize("bytes_", [b"%FF%FE", b"%C3%28", b"%ED%A0%80", b"\xff"])
def test_broken_utf8_is_refused(browser: httpx2.Client, settings: Settings, bytes_: bytes) -> None:
    """A form whose bytes are no UTF-8 gets 400 and a page that says so; nothing is stored."""
    fields = urlencode(hidden(browser) | MESSAGE | {"body": ""}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = browser.post("/", content=fields + bytes_, headers=kind)
    assert reply.status_code == 400
    assert "UTF-8" in reply.text
    assert stored(settings) == []


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
@pytest.mark.parametrize("field", ["name", "subject", "email"])
def test_no_field_holds_a_second_line(
    browser: httpx2.Client, settings: Settings, field: str, line_end: str
) -> None:
    """A line break in a field that goes into the mail's head gets 422 beside that field."""
    fields = hidden(browser) | MESSAGE
    fields[field] += f"{line_end}Bcc: everybody@world.example"
    reply = browser.post("/", data=fields)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert stored(settings) == []


def test_the_same_form_sent_twice_is_one_message(
    browser: httpx2.Client, settings: Settings
) -> None:
    """A second click, or a reload, gets 409 and a page with the first reference: all is well."""
    fields = hidden(browser) | MESSAGE
    replies = [browser.post("/", data=fields) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 409]
    [row] = stored(settings)
    assert row["reference"] in replies[1].text


def test_many_at_once_are_all_stored_once(browser: httpx2.Client, settings: Settings) -> None:
    """Forty messages from eight clients at once, each sent twice: all are stored, each once."""

    def send(number: int) -> int:
        key = {"Idempotency-Key": f"message-number-{number % 40}"}
        message = MESSAGE | {"subject": f"Engine {number % 40}"}
        return browser.post("/api/messages", json=message, headers=key).status_code

    with ThreadPoolExecutor(8) as clients:
        codes = list(clients.map(send, range(80)))
    assert sorted(codes) == [200] * 40 + [201] * 40
    assert len({row["subject"] for row in stored(settings)}) == len(stored(settings)) == 40


def test_a_form_without_its_token_keeps_the_text(
    browser: httpx2.Client, settings: Settings
) -> None:
    """Without a token, as after a long break, the page comes back with the text and a new token."""
    reply = browser.post("/", data={**MESSAGE, "body": "Typed for an hour"})
    assert reply.status_code == 400
    assert "Typed for an hour" in reply.text
    assert stored(settings) == []


def test_a_forged_address_does_not_help(start_server: Callable[..., Server]) -> None:
    """Without a proxy of ours, and behind one, who writes X-Forwarded-For is not believed."""
    for proxies, trailer in ((0, ""), (1, ", 203.0.113.7")):
        url = start_server(submit_limit="2 per minute", trusted_proxies=proxies).url
        forged = [{"X-Forwarded-For": f"198.51.100.{i}{trailer}"} for i in range(3)]
        replies = [httpx2.post(f"{url}/api/messages", json=MESSAGE, headers=h) for h in forged]
        assert [reply.status_code for reply in replies] == [201, 201, 429]


def test_no_header_moves_the_site(browser: httpx2.Client) -> None:
    """A visitor's header is not taken for the prefix or the scheme that a proxy would tell."""
    forged = {"SCRIPT_NAME": "/evil", "PATH_INFO": "/evil", "X-Forwarded-Proto": "https"}
    assert browser.get("/inbox/", headers=forged).headers["Location"].startswith("/inbox/login")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /%00 HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET /static/..%2f..%2fsettings.py HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET /inbox/%FF HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET /?" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: shop\r\nCookie: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: shop\r\nno header\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: shop\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_requests_that_are_none_are_refused(server: Server, request_: bytes) -> None:
    """Odd paths, long lines, two lengths and TLS on the wrong port are refused, and it goes on."""
    answer = raw(server, request_)
    assert re.match(rb"HTTP/1.1 (4\d\d|303) ", answer), answer[:100]
    assert httpx2.get(f"{server.url}/health/ready").status_code == 200
