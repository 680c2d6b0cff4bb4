"""What the tests share: empty databases, on SQLite and on a real PostgreSQL server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import services
from sqlalchemy import URL, make_url, text
from sqlalchemy.orm import Session

from note_api.db import Database
from note_api.models import Base

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
