"""The database: its engine, and one transaction for each piece of work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

import note_api.search  # noqa: F401  tables come with their index of words
from note_api import queries
from note_api.errors import DatabaseAway
from note_api.models import Base

BUSY_TIMEOUT_S = 5  # how long to wait for another's lock, or for a server to answer


def make_engine(url: URL) -> Engine:
    """Return an engine for `url` that behaves alike on SQLite and PostgreSQL; nothing is opened yet."""
    # An error names its statement, and never what people wrote: it may end up in a log.
    if url.get_backend_name() == "sqlite":
        waits = {"timeout": BUSY_TIMEOUT_S}
        engine = create_engine(url, connect_args=waits, hide_parameters=True)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine
    # A server may have gone and come back: each connection is tried before it is lent.
    return create_engine(
        url, pool_pre_ping=True, connect_args=postgres_settings(), hide_parameters=True
    )


def postgres_settings() -> dict[str, str | int]:
    """Return how long PostgreSQL and the way to it may keep us waiting; and that a day is UTC's."""
    return {
        "connect_timeout": BUSY_TIMEOUT_S,
        "tcp_user_timeout": 1000 * BUSY_TIMEOUT_S,  # ms: the machine, or the cable to it, is gone
        "keepalives_idle": BUSY_TIMEOUT_S,
        "options": f"-c lock_timeout={BUSY_TIMEOUT_S}s -c timezone=UTC",
    }


def prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Give SQLite what PostgreSQL has: foreign keys that hold, readers beside a writer."""
    # The driver would begin transactions by itself, but not before CREATE TABLE: we begin them.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: what was committed, and confirmed, survives a power cut.
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that will write takes the only writer's lock at once, and waits for it."""
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


# What SQLite says when its file is away, full or locked; all else that it refuses is a bug of ours.
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
}


AWAY = "The database does not answer: see that it runs, and that NOTE_API_DATABASE_URL names it."


def is_away(error: DBAPIError) -> bool:
    """Say whether the database could not be asked; otherwise it was, and refused."""
    if isinstance(error.orig, sqlite3.Error):
        code: int = getattr(error.orig, "sqlite_errorcode", 0)  # the driver's own errors have none
        return code & 0xFF in SQLITE_AWAY  # the low byte is the kind
    return error.connection_invalidated or isinstance(error, (InterfaceError, OperationalError))


@contextmanager
def naming_outages() -> Iterator[None]:
    """Raise `DatabaseAway` for what the driver raises when it finds no database."""
    try:
        yield
    except DBAPIError as error:
        if is_away(error):
            raise DatabaseAway(AWAY) from error
        raise
    except PoolTimeout as error:
        raise DatabaseAway("All connections to the database are in use.") from error


class Database:
    """Where the notes are; every piece of work on them is one transaction."""

    def __init__(self, url: URL) -> None:
        self.engine = make_engine(url)
        queries.listen(self.engine)
        # A reader sees one moment, whatever others commit between its statements; SQLite's all do.
        postgres = self.engine.dialect.name == "postgresql"
        moment = {"isolation_level": "REPEATABLE READ"} if postgres else {}
        self._readers = sessionmaker(self.engine.execution_options(**moment))
        # A reader that turns writer meets "database is locked": what it read may be old.
        self._writers = sessionmaker(self.engine.execution_options(sqlite_begin="IMMEDIATE"))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Lend a session whose work is undone in the end, whatever it was."""
        with naming_outages(), self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Lend a session; commit when the block ends, roll back on any exception."""
        # step 4: begin
        with naming_outages(), self._writers.begin() as session:
            yield session
        # step 4: end

    def create_tables(self) -> None:
        """Create what is missing as the models say, without migrations: for demos and tests."""
        Base.metadata.create_all(self.engine)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
