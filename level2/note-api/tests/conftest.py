"""What the tests share: empty databases, on SQLite and on a real PostgreSQL server."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import services
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, make_url, text
from sqlalchemy.orm import Session

from note_api.db import Database
from note_api.models import Base
from note_api.settings import Settings
from note_api.web import create_app

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of the PostgreSQL server: the engine's, or one of this session's own."""
    if services.ADDRESS in os.environ:
        yield os.environ[services.ADDRESS]
    else:
        with services.postgres() as address:
            yield address


@contextmanager
def new_postgres(server: str) -> Iterator[URL]:
    """Create an empty database on the server, and drop it in the end."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        try:
            yield make_url(server).set(drivername="postgresql+psycopg", database=name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """A new database without a table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield URL.create("sqlite", database=str(tmp_path / "notes.db"))
    else:
        with new_postgres(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture(scope="session")
def postgres_tables(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One PostgreSQL database with all tables, which each test finds empty."""
    with new_postgres(request.getfixturevalue("postgres")) as url:
        database = Database(url)
        database.create_tables()
        yield database
        database.close()


def clear(database: Database) -> None:
    """Empty all tables, and let their numbers begin with 1 again."""
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with empty tables, once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_tables")
        clear(database)
        yield database
        database.engine.dispose()
    else:
        database = Database(URL.create("sqlite", database=str(tmp_path / "notes.db")))
        database.create_tables()
        yield database
        database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on either database, whose work is undone in the end."""
    with database.reading() as session:
        yield session


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings for the database of this test, with the development panel."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings(data_dir=tmp_path, database_url=url, panel=True)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application whose clock goes on by a minute whenever it is asked."""
    minutes = count()
    app = create_app(settings, clock=lambda: NOW + timedelta(minutes=next(minutes)))
    yield app
    app.extensions["database"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application in this process."""
    return app.test_client()


class Server:
    """The real program in a process of its own."""

    def __init__(self, log: Path, environment: dict[str, str], *arguments: str) -> None:
        self.log = log  # a file, since a pipe that nobody reads gets full
        command = [sys.executable, "-m", "note_api", "serve", "--port", "0", *arguments]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NOTE_API_")}
        with log.open("w") as stderr:
            self.process = subprocess.Popen(
                command,
                env=inherited | environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self.first_line = self.process.stdout.readline()
        said = re.search(r"http://127\.0\.0\.1:\d+", self.first_line)
        if said is None:
            self.stop()
            pytest.fail(f"the server said: {self.first_line}{log.read_text()}")
        self.address = said[0]

    def stop(self) -> tuple[int, str]:
        """End it as a supervisor does; return its exit status and what it has logged."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        return self.process.returncode, self.log.read_text()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start real servers, each with its own settings; those that still run are ended with the test."""
    started: list[Server] = []

    def start(*arguments: str, **environment: str) -> Server:
        environment.setdefault("NOTE_API_DATA_DIR", str(tmp_path / "data"))
        log = tmp_path / f"server-{len(started)}.log"
        started.append(Server(log, environment, *arguments))
        return started[-1]

    yield start
    for server in started:
        server.stop()
