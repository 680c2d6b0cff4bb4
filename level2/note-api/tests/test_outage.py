"""What the clients see while the database is away, full or refuses; and that it comes back by itself."""

import os
import signal
import sqlite3
from pathlib import Path
from time import sleep

import pytest
import services
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from note_api import db
from note_api.settings import Settings
from note_api.web import create_app


@pytest.fixture
def failing_commit(app: Flask):
    """Every commit of the application's sessions fails, as on a full disk."""

    def fail(_session: Session) -> None:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError("COMMIT", {}, full)

    event.listen(Session, "before_commit", fail)
    yield
    event.remove(Session, "before_commit", fail)


@pytest.mark.usefixtures("failing_commit")
def test_what_is_not_committed_is_not_confirmed(client: FlaskClient):
    """A reply of 201 before a failing commit would be a lie: the commit comes first."""
    reply = client.post("/api/notes", json={"title": "Lost?"})
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert client.get("/api/notes").json["notes"] == []


def test_a_commit_that_the_database_refuses_is_not_confirmed(client: FlaskClient, app: Flask):
    """Whatever the reason, a commit that fails answers no 2xx, and leaves nothing behind."""

    def fail(_session: Session) -> None:
        raise RuntimeError("anything")

    event.listen(Session, "before_commit", fail)
    try:
        reply = client.post("/api/categories", json={"name": "Lost?"})
    finally:
        event.remove(Session, "before_commit", fail)
    assert reply.status_code == 500
    assert client.get("/api/categories").json["categories"] == []


def test_waits_for_another_writer_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """SQLite has one writer: who waits too long for the lock gets 503, and readers go on."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 0.05)
    app = create_app(Settings(data_dir=tmp_path))
    app.extensions["database"].create_tables()
    client = app.test_client()
    other = sqlite3.connect(tmp_path / "notes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert client.post("/api/notes", json={"title": "Late"}).status_code == 503
    assert client.get("/api/notes").status_code == 200
    other.execute("ROLLBACK")
    other.close()
    assert client.post("/api/notes", json={"title": "Late"}).status_code == 201
    app.extensions["database"].close()


def test_a_file_that_is_away_comes_back(tmp_path: Path):
    """While the folder is gone all answers are 503, and afterwards they are as before."""
    folder = tmp_path / "data"
    folder.mkdir()
    app = create_app(Settings(data_dir=folder))
    app.extensions["database"].create_tables()
    client = app.test_client()
    app.extensions["database"].close()
    folder.rename(tmp_path / "away")
    assert statuses(client) == [503, 503, 200]
    (tmp_path / "away").rename(folder)
    assert statuses(client) == [200, 200, 200]
    app.extensions["database"].close()


def test_a_server_that_was_away_comes_back(tmp_path: Path):
    """PostgreSQL stops: 503 with Retry-After. It starts: the same process works on, without restart."""
    with services.own_postgres() as server:
        app = create_app(Settings(data_dir=tmp_path, database_url=server.get_uri()))
        app.extensions["database"].create_tables()
        client = app.test_client()
        assert client.post("/api/notes", json={"title": "Kept"}).status_code == 201
        stop(server)
        assert statuses(client) == [503, 503, 200]
        reply = client.post("/api/notes", json={"title": "Refused"})
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
        server.ensure_postgres_running()
        assert statuses(client) == [200, 200, 200]
        titles = [note["title"] for note in client.get("/api/notes").json["notes"]]
        assert titles == ["Kept"]
        app.extensions["database"].close()


def stop(server: services.PostgresServer) -> None:
    """End the server, with somebody connected or not."""
    os.kill(server.get_pid(), signal.SIGINT)  # it cuts all connections and keeps what it has
    for _ in range(600):
        if not (server.pgdata / "postmaster.pid").exists():
            return
        sleep(0.05)
    pytest.fail("the server does not end")


def statuses(client: FlaskClient) -> list[int]:
    """Return what a list, readiness and liveness answer; the process lives whatever the database does."""
    addresses = ("/api/notes", "/health/ready", "/health/live")
    return [client.get(address).status_code for address in addresses]
