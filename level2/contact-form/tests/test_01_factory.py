"""Step 1: a function builds the application from its settings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contact_form.settings import PREFIX, Settings, SettingsProblem
from contact_form.web import create_app

MakeSettings = Callable[..., Settings]


def test_an_application_answers(settings: Settings) -> None:
    """What create_app returns answers requests: here with a page that says that there is nothing."""
    reply = create_app(settings).test_client().get("/no/such/page")
    assert reply.status_code == 404
    assert "Nut &amp; Bolt" in reply.text


def test_the_database_is_made(settings: Settings) -> None:
    """After create_app the database is there, at the path that the settings name."""
    assert not settings.database.exists()
    create_app(settings)
    assert settings.database.read_bytes().startswith(b"SQLite format 3")


def test_two_applications_share_nothing(make_settings: MakeSettings, tmp_path: Path) -> None:
    """Two applications in one program keep settings, secret and database of their own."""
    first = create_app(make_settings(site_name="First"))
    second = create_app(
        make_settings(site_name="Second", database=tmp_path / "2.db", secret_key="2" * 32)
    )
    pages = [app.test_client().get("/no/such/page").text for app in (first, second)]
    assert ["First" in page for page in pages] == [True, False]
    assert ["Second" in page for page in pages] == [False, True]
    assert first.config["SECRET_KEY"] != second.config["SECRET_KEY"]
    assert (tmp_path / "contact.db").exists() and (tmp_path / "2.db").exists()


def test_each_part_is_added(settings: Settings) -> None:
    """The parts that serve every page are added: a reply carries its request's id."""
    reply = create_app(settings).test_client().get("/", headers={"X-Request-ID": "abc-1"})
    assert reply.headers.get("X-Request-ID") == "abc-1"


def test_without_settings_the_environment_is_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """create_app() without settings reads the CONTACT_FORM_… variables."""
    for name in ("mail_from", "mail_to", "database"):
        monkeypatch.setenv(PREFIX + name.upper(), str(getattr(settings, name)))
    monkeypatch.setenv("CONTACT_FORM_SECRET_KEY", "e" * 32)
    monkeypatch.setenv("CONTACT_FORM_SITE_NAME", "From the environment")
    assert "From the environment" in create_app().test_client().get("/no/such/page").text


def test_a_wrong_environment_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where settings are missing or unknown there is no application, and no secret in the message."""
    monkeypatch.setenv("CONTACT_FORM_SECRET_KEY", "too short")
    monkeypatch.setenv("CONTACT_FORM_MALE_TO", "owner@shop.example")
    with pytest.raises(SettingsProblem) as problem:
        create_app()
    lines = str(problem.value).splitlines()
    assert lines[0] == "CONTACT_FORM_MALE_TO is no setting of ours."
    assert any(line.startswith("CONTACT_FORM_MAIL_TO: ") for line in lines)
    assert "too short" not in str(problem.value)
