"""An application of its own for each test, and the real server where it is asked for."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from running import Server, settings_in, start

from contact_form.settings import Settings

hypothesis.settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def bugs_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what nobody expected end a test at its own line; the page that hides it has a test of its own."""

    def come_out(error: Exception) -> NoReturn:
        raise error

    monkeypatch.setattr("contact_form.problems.on_bug", come_out)
    monkeypatch.setattr(Flask, "testing", True)  # Flask makes no page of it either


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a site of its own, with changes."""
    return partial(settings_in, tmp_path)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """Settings of a site of its own."""
    return make_settings()


@pytest.fixture
def app(settings: Settings) -> Flask:
    """An application with a database of its own."""
    from contact_form.web import create_app  # not above: pytest tells no line where that fails

    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts: it keeps cookies and sends forms."""
    return app.test_client()


@pytest.fixture
def start_server(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server of the site, with changed settings; it is ended after the test."""
    started: list[Server] = []

    def begin(**changes: object) -> Server:
        started.append(start(settings, tmp_path / f"server-{len(started)}.log", **changes))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A real server with the settings of the tests."""
    return start_server()
