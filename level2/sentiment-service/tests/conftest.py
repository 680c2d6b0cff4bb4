"""An application of its own for each test, and the real server where it is asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from running import Server

from sentiment_service.settings import Settings
from sentiment_service.web import create_app

hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("fixed")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of their own."""
    return Settings(data_folder=tmp_path / "data")


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
