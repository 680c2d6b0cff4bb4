"""Two who edit one note at the very same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from conftest import NOW
from flask import Flask
from flask.testing import FlaskClient

from note_api import categories, edits, notes, revisions
from note_api.db import Database
from note_api.errors import EditedMeanwhile
from note_api.notes import Draft


def test_one_of_two_at_the_same_moment_is_refused(database: Database):
    """However the two meet: one change is kept, the other is told, and one revision was made."""
    with database.writing() as session:
        notes.create(session, Draft("Rye"), NOW)
    start = Barrier(2)

    def edit(title: str) -> str:
        start.wait(10)
        try:
            with database.writing() as session:
                edits.edit(session, 1, 1, Draft(title, tags=["both"]), NOW)
        except EditedMeanwhile:
            return "refused"
        return title

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(edit, ["Mine", "Yours"]))
    with database.reading() as session:
        kept = notes.read(session, 1)
        assert ends == sorted([kept.title, "refused"])
        assert kept.version == 2
        assert [each.number for each in revisions.of(session, 1)] == [1]


def test_a_note_goes_into_no_category_that_goes_meanwhile(app: Flask, client: FlaskClient):
    """Deleted and not committed yet: who writes a note into it waits, is refused, and is not told 500."""
    client.post("/api/categories", json={"name": "Going"})
    with ThreadPoolExecutor(1) as pool:
        with app.extensions["database"].writing() as session:
            categories.delete(session, 1)
            writing = pool.submit(client.post, "/api/notes", json={"title": "A", "category_id": 1})
            with suppress(TimeoutError):
                writing.result(0.3)
        assert writing.result(10).status_code in (409, 422)  # it had seen the category, or had not
    assert client.get("/api/notes").json["notes"] == []
