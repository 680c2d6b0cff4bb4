"""The real server: it says where it is, drains on SIGTERM, and leaves with 0."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx2
from running import MESSAGE, Server, environment

from contact_form import db
from contact_form.serve import SILENT_S, THREADS
from contact_form.settings import PREFIX, Settings


@contextmanager
def begun(server: Server, body: bytes) -> Iterator[socket.socket]:
    """Begin to post a message: headers and half of the body are sent."""
    with socket.create_connection(server.address, timeout=30) as connection:
        head = "POST /api/messages HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])
        yield connection


def test_sigterm_finishes_what_is_under_way(server: Server, settings: Settings) -> None:
    """A request that has begun when SIGTERM comes is answered and stored; then it leaves with 0."""
    body = json.dumps(MESSAGE).encode()
    with begun(server, body) as connection, httpx2.Client(base_url=server.url) as other:
        other.get("/health/live").raise_for_status()  # so ours has arrived, too
        server.process.send_signal(signal.SIGTERM)
        while other.get("/health/live").headers.get("Connection") != "close":
            pass  # what comes on an old connection while it drains is the last on it
        connection.sendall(body[20:])
        assert connection.recv(4096).startswith(b"HTTP/1.1 201 ")
    assert server.process.wait(20) == 0
    with closing(db.connect(settings.database)) as connection:
        [[count]] = connection.execute("SELECT count(*) FROM messages")
    assert count == 1


def test_ctrl_c_ends_it_at_once(server: Server) -> None:
    """Ctrl-C, which a terminal sends to all its processes, ends it with 0 and without a traceback."""
    httpx2.get(f"{server.url}/").raise_for_status()
    began = time.monotonic()
    assert server.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in server.log.read_text()


def test_an_idle_connection_holds_nothing_up(server: Server) -> None:
    """A browser that keeps its connection open does not keep the server from ending."""
    with httpx2.Client(base_url=server.url) as browser:
        browser.get("/").raise_for_status()
        began = time.monotonic()
        assert server.stop() == 0
    assert time.monotonic() - began < 10


def test_clients_that_fall_silent_hold_nothing_up(server: Server) -> None:
    """As many as there are threads send half a message and vanish: after a while their threads are free."""
    with ExitStack() as silent:
        for _ in range(THREADS):
            silent.enter_context(begun(server, json.dumps(MESSAGE).encode()))
        reply = httpx2.get(f"{server.url}/health/live", timeout=6 * SILENT_S)
    assert reply.status_code == 200


def test_a_taken_port_is_said_in_a_sentence(server: Server, settings: Settings) -> None:
    """A second server on the same port leaves with a sentence that names it."""
    port = str(server.address[1])
    done = run("serve", "--port", port, env=environment(settings))
    assert done.returncode == 1
    assert port in done.stderr and "--port 0" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_wrong_settings_are_said_in_sentences(settings: Settings) -> None:
    """Each wrong setting gets a line that names it; no traceback, and never the secret."""
    changes = {"smtp_port": "mail", "mail_to": "nobody", "submit_limit": "often", "retenton": "9"}
    changes |= {"retention": "-P1D", "site_name": "Nut\nBolt", "phone_region": "UK"}
    done = run(
        "serve", env=environment(settings, **changes) | {"CONTACT_FORM_SECRET_KEY": "tooshort"}
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "tooshort" not in done.stderr
    names = [
        "RETENTON",
        "SECRET_KEY",
        "MAIL_TO",
        "SMTP_PORT",
        "SUBMIT_LIMIT",
        "RETENTION",
        "SITE_NAME",
        "PHONE_REGION",
    ]
    assert [f"CONTACT_FORM_{name}" in done.stderr for name in names] == [True] * 8


def test_an_application_that_is_not_written_yet_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Before step 1 is done nothing starts, and the owner's password is kept for the day it does."""
    unwritten = "def create_app(settings):\n raise NotImplementedError('step 1')\n"
    program = f"import contact_form.cli as cli\n{unwritten}cli.create_app = create_app\ncli.main()"
    env = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    env |= {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: not written yet: step 1\n"
    [database] = tmp_path.rglob("contact.db")
    with closing(db.connect(database)) as connection:
        assert connection.execute("SELECT * FROM owners").fetchall() == []


def test_every_line_of_the_log_is_json_with_the_id_of_its_request(server: Server) -> None:
    """The log has a line for each request, with its id, and nothing that a visitor wrote."""
    headers = {"X-Request-ID": "try-1", "Idempotency-Key": "a-key-that-is-private"}
    httpx2.post(f"{server.url}/api/messages", json=MESSAGE, headers=headers).raise_for_status()
    httpx2.get(f"{server.url}/thanks/PRIVATE?name=Ada")
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert all("request_id" in line for line in lines)
    [posted] = [line for line in lines if line["request_id"] == "try-1"]
    assert posted["message"].startswith("POST /api/messages 201 in ")
    assert (posted["method"], posted["route"]) == ("POST", "/api/messages")
    assert (posted["status"], posted["took_ms"] > 0) == (201, True)
    text = server.log.read_text()
    private = [*MESSAGE.values(), "127.0.0.1", "PRIVATE", "a-key-that-is-private"]
    assert [word for word in private if word in text] == []


def test_health_is_asked_of_the_real_server(server: Server, settings: Settings) -> None:
    """While the database is away it is alive but not ready, and then ready again without a restart."""
    paths = ("/health/live", "/health/ready")
    assert [httpx2.get(server.url + path).status_code for path in paths] == [200, 200]
    away = settings.database.rename(settings.database.with_suffix(".away"))
    assert [httpx2.get(server.url + path).status_code for path in paths] == [200, 503]
    away.rename(settings.database)
    assert [httpx2.get(server.url + path).status_code for path in paths] == [200, 200]


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "contact_form", *arguments],
        env=env, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
