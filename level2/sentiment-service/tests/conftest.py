"""An application of its own for each test, and the real server where it is asked for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import services
from clock import Clock
from fastapi import FastAPI
from fastapi.testclient import TestClient
from redis import Redis
from running import Server
from watched import Watched

from sentiment_service.settings import Settings
from sentiment_service.web import create_app

hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("fixed")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of their own; the model's process, slow to start, has its tests elsewhere."""
    return Settings(data_folder=tmp_path / "data", naive=True)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """An application with a table of jobs of its own."""
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A program that asks the application, which is open meanwhile."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server with changed settings; it is ended after the test."""
    started: list[Server] = []

    def begin(**changes: object) -> Server:
        started.append(Server(tmp_path, **changes))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A real server with the settings that nobody changed."""
    return start_server()


@pytest.fixture
def clock() -> Clock:
    """A clock that a test moves."""
    return Clock()


@pytest.fixture
def jobs(tmp_path: Path, clock: Clock) -> Watched:
    """An empty table of jobs: leases of 10 seconds by `clock`, two texts in a chunk."""
    return Watched(tmp_path / "jobs.db", clock, lease_s=10, chunk_lines=2)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The server that all tests share: that of the engine, or else one of ours."""
    if given := os.environ.get(services.ADDRESS):
        yield given
    else:
        with services.own_redis() as address:
            yield address


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """A database of this test's own, on a real Redis."""
    with Redis.from_url(f"{redis_server}/0") as counter:
        return f"{redis_server}/{counter.incr('databases')}"
