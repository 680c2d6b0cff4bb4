"""The development panel shows what each request asked of the database, and how it was found."""

from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from note_api import samples
from note_api.models import Note
from note_api.settings import Settings
from note_api.web import create_app


def test_counts_the_queries_of_each_request(client: FlaskClient):
    """Each request stands in the list with its route and its number of queries, the newest first."""
    client.post("/api/notes", json={"title": "Rye"})
    client.get("/api/notes")
    page = client.get("/dev/queries/").text
    assert page.index("GET /api/notes") < page.index("POST /api/notes")
    assert "GET /dev/queries" not in client.get("/dev/queries/").text  # it does not watch itself


def test_shows_sql_and_plan_and_none_of_what_people_wrote(client: FlaskClient):
    """The statements stand there with the plan of each that reads; values are only counted."""
    client.post("/api/notes", json={"title": "Rye", "tags": ["oven"]})
    client.get("/api/notes?q=secretword&tag=privatetag")
    page = unescape(client.get("/dev/queries/2").text)
    assert "FROM note" in page
    assert "parameters" in page
    assert "SEARCH" in page or "Scan" in page
    assert "INSERT INTO tag" in client.get("/dev/queries/1").text  # of which it shows no plan
    listed = client.get("/dev/queries/").text
    assert "secretword" not in page + listed
    assert "privatetag" not in page + listed


def test_points_at_what_runs_again_and_again(app: Flask, client: FlaskClient):
    """The same statement for every row is marked, and how often it ran."""

    @app.get("/slow", doc_ui=False)
    def slow() -> str:
        with app.extensions["database"].reading() as session:
            notes = session.scalars(select(Note))
            return " ".join(tag.name for note in notes for tag in note.tags)

    with Session(app.extensions["database"].engine) as session:
        samples.add_examples(session)
        session.commit()
    client.get("/slow")
    assert "8 times the same: N+1?" in client.get("/dev/queries/").text
    assert "One of 8 that are the same" in client.get("/dev/queries/1").text


def test_forgets_what_is_long_ago(client: FlaskClient):
    """It keeps the last 50 requests; an older one is not found, and that is no error of ours."""
    for _ in range(51):
        client.get("/health/live")
    assert client.get("/dev/queries/1").status_code == 404
    assert client.get("/dev/queries/51").status_code == 200


@pytest.mark.parametrize("host", ["notes.example", "127.0.0.1.example", "192.168.1.7", "a b"])
def test_is_for_this_machine_alone(client: FlaskClient, host: str):
    """A stranger's page whose name leads here is no way to read SQL or notes: only our own names are."""
    for address in ("/dev/queries/", "/", "/api/notes"):
        reply = client.get(address, headers={"Host": host})
        assert (reply.status_code, "name" in reply.json["detail"]) == (400, True)
    assert client.get("/dev/queries/", headers={"Host": "127.0.0.1:8002"}).status_code == 200


def test_is_not_there_unless_asked_for(tmp_path: Path):
    """SQL is nobody's business in production: without the setting there is no such page, and no link."""
    app = create_app(Settings(data_dir=tmp_path))
    app.extensions["database"].create_tables()
    client = app.test_client()
    assert client.get("/dev/queries/").status_code == 404
    assert "/dev/queries" not in client.get("/", headers={"Host": "notes.example"}).text
    app.extensions["database"].close()
