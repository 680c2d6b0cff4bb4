"""The command, as an operator uses it: every answer is a sentence, and the exit status tells a script."""

from collections.abc import Callable
from pathlib import Path
from socket import create_server, socket

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import URL, func, select

from note_api import cli, migrate
from note_api.cli import main
from note_api.db import Database
from note_api.models import Note


@pytest.fixture(autouse=True)
def address(empty_url: URL, monkeypatch: pytest.MonkeyPatch) -> URL:
    """An empty database that the environment names."""
    monkeypatch.setenv("NOTE_API_DATABASE_URL", empty_url.render_as_string(hide_password=False))
    return empty_url


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


def test_an_empty_database_is_behind_until_it_is_upgraded():
    """The check fails, and says which command helps; after that command it passes."""
    behind = run("db", "check")
    assert (behind.exit_code, "note-api db upgrade" in behind.output) == (1, True)
    assert run("db", "upgrade").output == f"at {migrate.newest()[0]}\n"
    assert run("db", "check").output == "models, migrations and database agree\n"


def test_what_cannot_be_undone_is_refused_in_a_sentence():
    """To go back where something is lost takes a second word, --force, and then it says what is."""
    run("db", "upgrade")
    refused = run("db", "downgrade", "base")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert "--force" in refused.output
    assert run("db", "check").exit_code == 0
    *lost, last = run("db", "downgrade", "base", "--force").output.splitlines()
    assert last == "at no revision"
    assert "lost with 0006b: which notes were pinned" in lost


def test_an_unknown_revision_is_a_sentence():
    """A slip of the pen shows no traceback."""
    slip = run("db", "upgrade", "--to", "nowhere")
    assert (slip.exit_code, len(slip.output.splitlines())) == (1, 1)
    assert "nowhere" in slip.output


def test_fills_in_as_many_notes_as_asked_for(address: URL):
    """The notes are there, each in a category."""
    run("db", "upgrade")
    for _ in range(2):  # it can be asked again
        assert run("fill", "--notes", "20").exit_code == 0
    database = Database(address)
    with database.reading() as session:
        assert session.scalar(select(func.count(Note.category_id))) == 40
    database.close()


def test_while_migrations_are_unfinished_made_up_notes_are_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Two heads, as while a branch is being merged: the pages can be looked at, and no note of ours is touched."""
    monkeypatch.setenv("NOTE_API_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(migrate, "newest", lambda: ["0008", "0008b"])
    monkeypatch.setattr(cli, "listen", lambda *_: create_server(("127.0.0.1", 0)))
    shown: list[int] = []

    def look(make_app: Callable[[], Flask], listener: socket) -> None:
        app = make_app()
        shown.append(app.test_client().get("/api/reports/days").json["days"][-1]["total"])
        app.extensions["database"].close()
        listener.close()

    monkeypatch.setattr(cli, "serve_app", look)
    assert "The notes are made up; yours stay as they are." in run().output
    assert run("serve", "--sample").exit_code == 0
    assert shown == [cli.SAMPLE, cli.SAMPLE]  # made anew each time
    assert [each.name for each in tmp_path.iterdir()] == ["sample"]


def test_a_folder_that_cannot_be_made_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """It names the folder and the setting, and shows no traceback."""
    (tmp_path / "file").touch()
    monkeypatch.delenv("NOTE_API_DATABASE_URL")
    monkeypatch.setenv("NOTE_API_DATA_DIR", str(tmp_path / "file"))
    refused = run("serve", "--port", "0")
    assert (refused.exit_code, len(refused.output.splitlines())) == (1, 1)
    assert str(tmp_path / "file") in refused.output
    assert "NOTE_API_DATA_DIR" in refused.output


def test_a_database_that_is_away_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Nobody listens at this address: it says so, and ends with 1."""
    monkeypatch.setenv("NOTE_API_DATABASE_URL", f"sqlite:///{tmp_path}/missing/notes.db")
    away = run("db", "check")
    assert (away.exit_code, len(away.output.splitlines())) == (1, 1)
    assert "NOTE_API_DATABASE_URL" in away.output
