"""What the clients see while the database is away, full or refuses; and that it comes back by itself."""

import os
import signal
import sqlite3
from pathlib import Path
from time import sleep

import psycopg
import pytest
import services
from conftest import NOW, new_postgres
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, event, text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Session

from note_api import db
from note_api.models import Note
from note_api.settings import Settings
from note_api.web import create_app


@pytest.mark.parametrize(
    ("code", "away"),
    [
        ("SQLITE_BUSY_SNAPSHOT", True),
        ("SQLITE_IOERR_WRITE", True),
        ("SQLITE_READONLY_DIRECTORY", True),
        ("SQLITE_CONSTRAINT_UNIQUE", False),
        ("SQLITE_ERROR", False),
    ],
)
def test_sqlite_is_away_or_has_refused(code: str, away: bool):
    """Busy, full or gone: try again later. A broken rule or a missing table stays so, however often one asks."""
    error = sqlite3.OperationalError("in words")
    error.sqlite_errorcode = getattr(sqlite3, code)
    assert db.is_away(OperationalError("SELECT", {}, error)) == away


def test_a_connection_that_broke_is_a_database_that_is_away():
    """Whatever the driver calls it: the server ended the connection, and another may be had."""
    ended = psycopg.errors.IdleInTransactionSessionTimeout()
    assert db.is_away(InternalError("SELECT", {}, ended, connection_invalidated=True))
    assert not db.is_away(InternalError("SELECT", {}, ended))


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


def test_a_table_that_somebody_locks_holds_nobody_for_long(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
):
    """An ALTER TABLE that does not end: who waits gets 503, and no thread is held for ever."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 1)
    with new_postgres(postgres) as url:
        address = url.render_as_string(hide_password=False)
        app = create_app(Settings(data_dir=tmp_path, database_url=address))
        database = app.extensions["database"]
        database.create_tables()
        with database.engine.begin() as other:
            other.execute(text("LOCK TABLE note"))
            assert statuses(app.test_client()) == [503, 503, 200]
        assert statuses(app.test_client()) == [200, 200, 200]
        database.close()


def test_when_all_connections_are_lent_the_next_is_told(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    """More at once than the pool has connections: 503 after a while, and no 500."""
    engine = app.extensions["database"].engine
    monkeypatch.setattr(engine.pool, "_timeout", 0.05)
    lent = [engine.connect() for _ in range(15)]
    assert statuses(client) == [503, 503, 200]
    for connection in lent:
        connection.close()
    assert statuses(client) == [200, 200, 200]


def test_what_was_confirmed_survives_a_power_cut(tmp_path: Path):
    """SQLite brings each commit to the disk: with less than FULL it may still be on its way."""
    engine = db.make_engine(URL.create("sqlite", database=str(tmp_path / "notes.db")))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == 2
    engine.dispose()


def test_an_error_says_nothing_of_what_people_wrote(session: Session):
    """The log gets the statement that failed, and none of its values."""
    session.add(Note(title="Very private", body="", category_id=9, created_at=NOW, updated_at=NOW))
    with pytest.raises(IntegrityError) as problem:
        session.flush()
    assert "INSERT INTO note" in str(problem.value)
    assert "Very private" not in str(problem.value)


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
        stop(server)
        server.ensure_postgres_running()  # nobody has asked meanwhile, so nobody should notice
        assert statuses(client) == [200, 200, 200]
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
