"""The JSON API, as programs use it, on both databases."""

import re
from pathlib import Path

import pytest
from conftest import NOW, new_postgres
from flask.testing import FlaskClient
from sqlalchemy import text

from note_api.settings import Settings
from note_api.web import create_app

RYE = {"title": "Rye", "body": "500 g of flour", "tags": ["Oven", "slow"]}


def test_gives_back_what_was_written(client: FlaskClient):
    """A note that was written is at the address that the reply names, with an ETag."""
    written = client.post("/api/notes", json=RYE)
    read = client.get(written.headers["Location"])
    assert (written.status_code, read.status_code) == (201, 200)
    assert read.json == written.json
    assert read.headers["ETag"] == '"1"'
    assert (read.json["title"], read.json["tags"]) == ("Rye", ["oven", "slow"])


def test_times_are_in_utc_and_say_so(client: FlaskClient):
    """A time without a zone could mean any hour: ours end with Z, on both databases."""
    note = client.post("/api/notes", json=RYE).json
    assert re.fullmatch(r"2026-03-02T09:0\d:00Z", note["created_at"])


def test_a_day_is_utc_s_wherever_the_server_stands(postgres: str, tmp_path: Path):
    """A server that reckons in Tokyo's time, where it is the next day already, puts a note on our day."""
    with new_postgres(postgres) as url:
        settings = Settings(
            data_dir=tmp_path, database_url=url.render_as_string(hide_password=False)
        )
        app = create_app(settings, clock=lambda: NOW.replace(hour=23))
        database = app.extensions["database"]
        database.create_tables()
        with database.engine.begin() as connection:
            connection.execute(text(f"ALTER DATABASE {url.database} SET timezone = 'Asia/Tokyo'"))
        database.close()
        client = app.test_client()
        client.post("/api/notes", json=RYE)
        assert client.get("/api/reports/days").json["days"][0]["day"] == "2026-03-02"
        database.close()


def test_an_edit_names_its_version_and_gets_the_next(client: FlaskClient):
    """Who has read version 1 may change it, and is told the new ETag."""
    client.post("/api/notes", json=RYE)
    edited = client.put("/api/notes/1", json={"title": "Wheat"}, headers={"If-Match": '"1"'})
    assert (edited.status_code, edited.headers["ETag"]) == (200, '"2"')
    assert (edited.json["title"], edited.json["body"], edited.json["tags"]) == ("Wheat", "", [])


def test_of_two_who_edit_one_note_the_later_is_told(client: FlaskClient):
    """Both have read version 1; the second change gets 409, and the first one stays."""
    client.post("/api/notes", json=RYE)
    first = client.put("/api/notes/1", json={"title": "Mine"}, headers={"If-Match": '"1"'})
    second = client.put("/api/notes/1", json={"title": "Yours"}, headers={"If-Match": '"1"'})
    assert (first.status_code, second.status_code) == (200, 409)
    assert "read it again" in second.json["detail"]
    assert client.get("/api/notes/1").json["title"] == "Mine"


@pytest.mark.parametrize("tag", ['W/"1"', "1", '"01"', '"x"', '"99999999999"', '""'])
def test_an_etag_that_is_not_ours_matches_nothing(client: FlaskClient, tag: str):
    """Only the very ETag that we gave out says that the note was read."""
    client.post("/api/notes", json=RYE)
    reply = client.put("/api/notes/1", json=RYE, headers={"If-Match": tag})
    assert reply.status_code == 409


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_a_change_without_a_version_is_asked_for_one(client: FlaskClient, headers: dict[str, str]):
    """Without If-Match, or with one that fits all, a change could bury another: 428."""
    client.post("/api/notes", json=RYE)
    replies = [
        client.put("/api/notes/1", json=RYE, headers=headers),
        client.delete("/api/notes/1", headers=headers),
    ]
    assert [reply.status_code for reply in replies] == [428, 428]
    assert "If-Match" in replies[0].json["detail"]


def test_keeps_what_a_note_said_before(client: FlaskClient):
    """Each edit puts the former text away, under the number of its version."""
    client.post("/api/notes", json=RYE)
    for version in (1, 2):
        body = {"title": f"Edit {version}"}
        client.put("/api/notes/1", json=body, headers={"If-Match": f'"{version}"'})
    kept = client.get("/api/notes/1/revisions").json["revisions"]
    assert [(each["number"], each["title"]) for each in kept] == [(2, "Edit 1"), (1, "Rye")]


def test_no_note_gets_the_number_of_one_that_was(client: FlaskClient):
    """An ETag of the note that is gone would fit the new one, and its reader would write over it."""
    client.post("/api/notes", json=RYE)
    client.delete("/api/notes/1", headers={"If-Match": '"1"'})
    assert client.post("/api/notes", json=RYE).json["id"] == 2


def test_a_note_that_is_not_there_has_no_revisions(client: FlaskClient):
    """It gets 404, and no empty list, which would say that it was never edited."""
    assert client.get("/api/notes/9/revisions").status_code == 404


def test_an_old_version_cannot_delete(client: FlaskClient):
    """To delete what somebody has changed meanwhile is to lose their change."""
    client.post("/api/notes", json=RYE)
    client.put("/api/notes/1", json={"title": "Wheat"}, headers={"If-Match": '"1"'})
    assert client.delete("/api/notes/1", headers={"If-Match": '"1"'}).status_code == 409
    assert client.delete("/api/notes/1", headers={"If-Match": '"2"'}).status_code == 204
    assert client.get("/api/notes/1").status_code == 404


def test_pages_follow_each_other_to_the_end(client: FlaskClient):
    """The cursor of each page leads to the next, until there is none; no note comes twice."""
    for number in range(7):
        client.post("/api/notes", json={"title": f"Note {number}"})
    titles, address = [], "/api/notes?size=3"
    for _ in range(3):
        page = client.get(address).json
        titles.append([note["title"][-1] for note in page["notes"]])
        address = f"/api/notes?size=3&cursor={page['next']}"
    assert titles == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert page["next"] is None


def test_a_list_can_be_narrowed_in_all_ways_at_once(client: FlaskClient):
    """A category means all that is below it, too; tag, words and archive narrow further."""
    client.post("/api/categories", json={"name": "Kitchen"})
    client.post("/api/categories", json={"name": "Bread", "parent_id": 1})
    client.post("/api/notes", json={**RYE, "category_id": 2})
    client.post("/api/notes", json={**RYE, "category_id": 2, "archived": True})
    client.post("/api/notes", json={"title": "Rye elsewhere", "tags": ["oven"]})
    found = client.get("/api/notes?category_id=1&tag=OVEN&q=flour").json["notes"]
    assert [note["id"] for note in found] == [1]
    assert [note["id"] for note in client.get("/api/notes?archived=true").json["notes"]] == [2]


BAD = {
    "no title": ({"body": "x"}, "title"),
    "a blank title": ({"title": "  "}, "title"),
    "a title of 201 characters": ({"title": "x" * 201}, "title"),
    "a line break in the title": ({"title": "a\nb"}, "title"),
    "another kind of line break": ({"title": "a\u2028b"}, "title"),
    "NUL in the body": ({"title": "a", "body": "\x00"}, "body"),
    "NUL in a tag": ({"title": "a", "tags": ["\x00"]}, "tags.0"),
    "half an emoji": ({"title": "\ud83d"}, "title"),
    "a body of 200,001 characters": ({"title": "a", "body": "x" * 200_001}, "body"),
    "a category that is not there": ({"title": "a", "category_id": 9}, "category_id"),
    "a number that no database has": ({"title": "a", "category_id": 2**31}, "category_id"),
    "a text for a number": ({"title": "a", "category_id": "1"}, "category_id"),
    "a text for yes": ({"title": "a", "pinned": "yes"}, "pinned"),
    "an unknown field": ({"title": "a", "color": "red"}, "color"),
    "21 tags": ({"title": "a", "tags": [f"t{n}" for n in range(21)]}, "tags"),
}


@pytest.mark.parametrize("kind", BAD)
def test_names_the_field_that_is_to_be_mended(client: FlaskClient, kind: str):
    """What cannot be kept gets 422, with a sentence under the name of its field; nothing is written."""
    body, field = BAD[kind]
    reply = client.post("/api/notes", json=body)
    assert (reply.status_code, list(reply.json["errors"])) == (422, [field])
    assert "Value error" not in reply.text  # which says nothing to people
    assert client.get("/api/notes").json["notes"] == []


def test_thousands_of_slips_make_no_long_reply(client: FlaskClient):
    """Fifty fields are named, and no more: a megabyte of nonsense is not answered by three."""
    reply = client.post("/api/notes", json={f"field{number}": 1 for number in range(5_000)})
    assert (reply.status_code, len(reply.json["errors"])) == (422, 50)


@pytest.mark.parametrize(
    ("sent", "kind", "status"),
    [
        (b'{"title": ', "application/json", 400),
        (b'{"title": "\xff"}', "application/json", 400),
        (b"[" * 500_000, "application/json", 400),
        (b'["title"]', "application/json", 400),
        (b'"{}"', "application/json", 400),
        (b"title=Rye", "application/x-www-form-urlencoded", 415),
        (b" " * 1_048_577, "application/json", 413),
    ],
    ids=["cut off", "no UTF-8", "brackets", "a list", "a text", "a form", "too large"],
)
def test_a_body_that_is_no_json_object_is_refused(
    client: FlaskClient, sent: bytes, kind: str, status: int
):
    """Whatever comes, the answer is a problem that says what was expected, and never 500."""
    reply = client.post("/api/notes", data=sent, content_type=kind)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert reply.json["detail"].endswith(".")


@pytest.mark.parametrize(
    "body", ["🍞" * 80_000, "x" * 200_000, "' OR 1=1 --", '%_\\*"()', "ﷺ Ǆ ß İ"]
)
def test_keeps_any_text_to_the_letter(client: FlaskClient, body: str):
    """Emoji, quotes, wildcards and long texts come back as they were sent."""
    sent = b'{"title": "Any", "body": ' + json_of(body) + b"}"
    written = client.post("/api/notes", data=sent, content_type="application/json")
    assert written.status_code == 201
    assert client.get(written.headers["Location"]).json["body"] == body


def json_of(text: str) -> bytes:
    """Return a text as JSON in UTF-8, without escapes that would make it long."""
    import json

    return json.dumps(text, ensure_ascii=False).encode()


def test_no_address_leads_to_a_500(client: FlaskClient):
    """Numbers too large, words for numbers and strange cursors get 4xx."""
    addresses = [
        "notes/0",
        "notes/99999999999999999999",
        "notes/x",
        "notes?size=0",
        "notes?size=101",
        "notes?cursor=!!!",
        "notes?cursor=AAAA",
        "notes?cursor=MjAyNi0wMy0wMlQwOTowMDowMCAx",  # of a time without a zone
        "notes?category_id=2147483648",
        "notes?q=a%00b",
        "notes?q=" + "x" * 201,
        "notes?tag=%00",
        "reports/latest?count=0",
    ]
    statuses = {each: client.get(f"/api/{each}").status_code for each in addresses}
    assert {each: status for each, status in statuses.items() if status not in (404, 422)} == {}


def test_a_problem_can_be_found_in_the_log(client: FlaskClient):
    """The request's id stands in the header and in the problem; one that could forge a line is replaced."""
    reply = client.get("/api/notes/7", headers={"X-Request-ID": "abc-1"})
    assert (reply.headers["X-Request-ID"], reply.json["request_id"]) == ("abc-1", "abc-1")
    forged = client.get("/api/notes/7", headers={"X-Request-ID": "a b"})
    assert re.fullmatch(r"[0-9a-f]{32}", forged.headers["X-Request-ID"])


def test_every_reply_tells_the_browser_what_not_to_do(client: FlaskClient):
    """Pages, problems and JSON carry the same headers."""
    for address in ("/", "/nowhere", "/api/notes", "/api/notes/9", "/dev/queries/"):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-cache"  # notes are nobody else's
