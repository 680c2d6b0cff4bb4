"""The real program: it says where it is, serves, logs, and ends when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from conftest import Server

from note_api.serve import SILENT_S, THREADS
from note_api.settings import Settings, SettingsProblem, read_settings

Start = Callable[..., Server]


def post(address: str, body: dict[str, object]) -> int:
    """Send JSON, and return the status."""
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "X-Request-ID": "test-1"}
    with urlopen(Request(f"{address}/api/notes", data, headers), timeout=20) as reply:
        return reply.status


def test_serves_from_nothing_and_keeps_what_it_took(start_server: Start, tmp_path: Path):
    """It makes its own database, names it in the first line, and finds the notes there the next time."""
    server = start_server()
    assert str(tmp_path / "data" / "notes.db") in server.first_line
    assert post(server.address, {"title": "Kept"}) == 201
    assert server.stop()[0] == 0
    again = start_server()
    with urlopen(f"{again.address}/api/notes", timeout=20) as reply:
        assert [note["title"] for note in json.load(reply)["notes"]] == ["Kept"]


def test_the_log_has_a_line_for_each_request_and_no_text_of_a_note(start_server: Start):
    """Method, route, status, queries and the request's id, as JSON; never what people wrote."""
    server = start_server()
    post(server.address, {"title": "Very private"})
    for address in ("notes?q=private", "notes/1"):
        urlopen(f"{server.address}/api/{address}", timeout=20).close()
    status, log = server.stop()
    lines = [json.loads(line) for line in log.splitlines()]
    assert (status, lines[0]["request_id"]) == (0, "test-1")
    assert lines[0]["message"].startswith("POST /api/notes 201 in")
    assert lines[1]["message"].endswith("queries: 2")
    assert lines[2]["route"] == "/api/notes/<int:note_id>"  # which note is nobody's business
    assert "rivate" not in log


def test_ends_when_told_to_but_first_answers_who_is_waiting(start_server: Start, tmp_path: Path):
    """SIGTERM in the middle of a request: it is answered, and then the process ends with 0."""
    import sqlite3

    server = start_server()
    other = sqlite3.connect(tmp_path / "data" / "notes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # now the request below waits for this lock
    statuses: list[int] = []
    asking = threading.Thread(
        target=lambda: statuses.append(post(server.address, {"title": "In time"}))
    )
    asking.start()
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and not has_connection(server):
        time.sleep(0.01)
    server.process.send_signal(signal.SIGTERM)
    other.execute("ROLLBACK")
    other.close()
    asking.join(20)
    assert (statuses, server.stop()[0]) == ([201], 0)


def test_clients_that_fall_silent_hold_nothing_up(start_server: Start):
    """As many as there are threads begin a request and send no more: after a while their threads are free."""
    server = start_server()
    port = int(server.address.rpartition(":")[2])
    begun = b"POST /api/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    begun += b"Content-Length: 9\r\n\r\n{"
    with ExitStack() as silent:
        for _ in range(THREADS):
            client = silent.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(begun)
        with urlopen(f"{server.address}/health/live", timeout=6 * SILENT_S) as reply:
            assert reply.status == 200


def test_no_header_leads_to_another_view(start_server: Start):
    """SCRIPT_NAME is between servers: a client that sends it gets what its address says."""
    server = start_server()
    request = Request(f"{server.address}/api/notes", headers={"SCRIPT_NAME": "/api"})
    with urlopen(request, timeout=20) as reply:
        assert json.load(reply)["notes"] == []


def has_connection(server: Server) -> bool:
    """Say whether somebody is connected to the server."""
    import psutil

    workers = psutil.Process(server.process.pid).children()
    return any(
        each.status == psutil.CONN_ESTABLISHED
        for worker in workers
        for each in worker.net_connections("tcp")
    )


def test_works_on_postgresql_by_one_setting(start_server: Start, empty_url):
    """The first line names the database without its password; an empty one is refused with what helps."""
    if empty_url.get_backend_name() == "sqlite":
        url = empty_url.render_as_string()
    else:
        url = empty_url.set(drivername="postgresql").render_as_string(hide_password=False)
    assert "note-api db upgrade" in run("serve", "--port", "0", url=url).stderr
    assert run("db", "upgrade", url=url).returncode == 0
    server = start_server(NOTE_API_DATABASE_URL=url)
    assert post(server.address, {"title": "There"}) == 201
    assert server.stop()[0] == 0


def run(*arguments: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, on a database."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("NOTE_API_")}
    return subprocess.run(
        [sys.executable, "-m", "note_api", *arguments],
        env=inherited | {"NOTE_API_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path):
    """It names the address and what to do, and shows no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        url = f"sqlite:///{tmp_path}/notes.db"
        assert run("db", "upgrade", url=url).returncode == 0
        done = run("serve", "--port", port, url=url)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Address already in use; try --port 0, or another --host.")
    assert len(done.stderr.splitlines()) == 1
    assert "another --host" in run("serve", "--host", "nowhere.invalid", url=url).stderr
    assert run("serve", "--port", "65536", url=url).returncode == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTE_API_DATABASE_URL", "mysql://me:secret@host/notes"),
        ("NOTE_API_DATABASE_URL", "secret"),
        ("NOTE_API_DATABASE_URL", "postgresql://me@host:secret/notes"),
        ("NOTE_API_DATABASE_URL", "sqlite://"),
        ("NOTE_API_MAX_BODY_BYTES", "secret"),
        ("NOTE_API_COLOUR", "secret"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    """One sentence for each variable, also an unknown one; a value may be a password."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem, match=name) as problem:
        read_settings()
    assert "secret" not in str(problem.value)


def test_a_password_is_not_shown_by_accident():
    """Settings in a traceback or a log show no password."""
    assert "pass" not in repr(Settings(database_url="postgresql://me:pass@host/notes"))
