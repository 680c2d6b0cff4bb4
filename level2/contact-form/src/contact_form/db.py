"""The database: one SQLite file, one connection a request, one transaction a change."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from flask import current_app, g

Connection = sqlite3.Connection

BUSY_S = 5.0  # how long to wait for another writer


def connect(path: Path, busy_s: float | None = None) -> Connection:
    """Open the database, which must be there; a transaction begins only where one is asked for."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    wait_s = BUSY_S if busy_s is None else busy_s
    db = sqlite3.connect(address, wait_s, isolation_level=None, uri=True)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")  # what was committed survives a power cut
    db.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten
    return db


def create(path: Path) -> None:
    """Make the database and its tables where they are missing; only the owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with closing(connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
        schema = files(__package__).joinpath("schema.sql").read_text("utf-8")
        # As one transaction it waits for the disk once, and not for each table.
        db.executescript(f"BEGIN IMMEDIATE; {schema} COMMIT")


@contextmanager
def transaction(db: Connection) -> Iterator[Connection]:
    """Commit on leaving, so before any reply is made; roll back on any exception."""
    db.execute("BEGIN IMMEDIATE")  # the right to write is taken now, not in the middle
    try:
        yield db
        db.commit()
    except BaseException:
        db.rollback()
        raise


def request_db() -> Connection:
    """Return the connection of this request, opened when it is first asked for."""
    if "db" not in g:
        g.db = connect(current_app.extensions["settings"].database)
    connection: Connection = g.db
    return connection


def close_request_db(_: BaseException | None = None) -> None:
    """Close the connection of this request, if it had one."""
    if "db" in g:
        g.pop("db").close()
