"""The number of queries of a request does not depend on the number of rows."""

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from note_api import samples

ADDRESSES = [
    "/",
    "/notes?size=100",
    "/api/notes?size=100",
    "/api/notes?size=100&q=bread",
    "/api/notes?size=100&tag=bread",
    "/api/notes?size=100&category_id=1",
    "/api/notes/1",
    "/api/notes/1/revisions",
    "/api/categories",
    "/api/tags",
    "/api/reports/latest?count=100",
    "/api/reports/days",
]


@pytest.fixture
def counted(app: Flask) -> list[int]:
    """The numbers of queries of the requests so far."""
    numbers: list[int] = []

    @app.after_request
    def count(reply):
        numbers.append(len(g.queries))
        return reply

    return numbers


def test_5000_notes_take_no_more_queries_than_5(
    app: Flask, client: FlaskClient, counted: list[int]
):
    """A query for each row would be 5,000 of them: what a list shows is asked for all rows at once."""
    with app.extensions["database"].writing() as session:
        samples.add_many(session, 5)
    few = [client.get(address).status_code for address in ADDRESSES], list(counted)
    counted.clear()
    with app.extensions["database"].writing() as session:
        samples.add_many(session, 4_995)
    many = [client.get(address).status_code for address in ADDRESSES], list(counted)
    assert few == many
    assert max(counted) <= 3


def test_a_note_with_many_tags_and_revisions_is_written_in_as_few_queries(
    client: FlaskClient, counted: list[int]
):
    """To write is to ask for all tags at once, and to leave the revisions where they are."""
    client.post("/api/notes", json={"title": "Few", "tags": ["a"]})
    few = counted[-1]
    client.post("/api/notes", json={"title": "Many", "tags": [f"t{n}" for n in range(20)]})
    assert counted[-1] == few
    for version in range(1, 6):
        body = {"title": f"Edit {version}", "tags": [f"t{n}" for n in range(20)]}
        client.put("/api/notes/2", json=body, headers={"If-Match": f'"{version}"'})
    assert len(set(counted[-4:])) == 1
