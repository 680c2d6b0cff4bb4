"""Step 2: each part of the site is a blueprint, mounted under an address of its own."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from contact_form.settings import Settings
from contact_form.web import create_app

MakeSettings = Callable[..., Settings]


@pytest.mark.parametrize(
    ("door", "address"),
    [
        ("api.openapi", "/api/openapi.json"),
        ("inbox.show_login", "/inbox/login"),
        ("health.live", "/health/live"),
    ],
)
def test_each_door_has_an_address_of_its_own(app: Flask, door: str, address: str) -> None:
    """Each blueprint is mounted under its prefix: the API under /api, and so on."""
    with app.test_request_context():
        assert url_for(door) == address


def test_the_form_is_the_front_door(client: FlaskClient) -> None:
    """The blueprint `site` has no prefix: its page is at /."""
    reply = client.get("/")
    assert reply.status_code == 200
    assert "<form" in reply.text


def test_live_says_that_the_process_answers(client: FlaskClient, settings: Settings) -> None:
    """GET /health/live answers 200 even where the database is away: a restart would not bring it back."""
    settings.database.unlink()
    reply = client.get("/health/live")
    assert (reply.status_code, reply.json) == (200, {"status": "alive"})


def test_ready_asks_the_database(client: FlaskClient, settings: Settings) -> None:
    """GET /health/ready answers 200, but 503 with Retry-After while the database is away."""
    reply = client.get("/health/ready")
    assert (reply.status_code, reply.json) == (200, {"status": "ready"})
    away = settings.database.rename(settings.database.with_suffix(".away"))
    reply = client.get("/health/ready")
    assert (reply.status_code, reply.headers.get("Retry-After")) == (503, "5")
    away.rename(settings.database)
    assert client.get("/health/ready").status_code == 200


def test_caught_mail_is_shown_in_development_only(make_settings: MakeSettings) -> None:
    """The page of caught mail exists where the setting `catcher` is on, and nowhere else."""
    assert "caught" in create_app(make_settings(catcher=True)).blueprints
    assert set(create_app(make_settings()).blueprints) == {"site", "api", "inbox", "health"}


def test_a_blueprint_serves_two_applications(make_settings: MakeSettings) -> None:
    """A blueprint is a plan: a second application is built from it as well as the first."""
    for _ in range(2):
        assert create_app(make_settings()).test_client().get("/health/live").status_code == 200
