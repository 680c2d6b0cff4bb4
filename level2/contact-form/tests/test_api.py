"""The API: messages as JSON, errors as problems, and a document that tells of both."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from running import MESSAGE

from contact_form import db
from contact_form.settings import Settings
from contact_form.web import MAX_BODY, create_app

KEY = "0f8a52d6-6a0b-4a39-9f0e-3f1d5d0c7a11"


def stored(settings: Settings) -> list[sqlite3.Row]:
    """Return the messages in the database."""
    with closing(db.connect(settings.database)) as connection:
        return connection.execute("SELECT * FROM messages ORDER BY id").fetchall()


def test_a_message_is_stored_and_gets_a_reference(client: FlaskClient, settings: Settings) -> None:
    """201 means that the message is in the database, under the reference that the reply tells."""
    reply = client.post("/api/messages", json=MESSAGE | {"phone": "020 7946 0018"})
    assert reply.status_code == 201
    assert reply.json is not None
    [row] = stored(settings)
    assert row["reference"] == reply.json["reference"]
    assert row["phone"] == "+442079460018"
    age = datetime.now(UTC) - datetime.fromisoformat(reply.json["received_at"])
    assert 0 <= age.total_seconds() < 60


def test_the_same_key_and_text_is_one_message(client: FlaskClient, settings: Settings) -> None:
    """Who got no answer and sends again, under the same key, gets the first answer, with 200."""
    first = client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": KEY})
    again = client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": KEY})
    assert [first.status_code, again.status_code] == [201, 200]
    assert first.json == again.json
    assert len(stored(settings)) == 1


def test_the_same_key_with_another_text_is_refused(client: FlaskClient, settings: Settings) -> None:
    """A key that was used for another message gets 409, and the first message stays as it was."""
    client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": KEY})
    other = MESSAGE | {"body": "Another text"}
    reply = client.post("/api/messages", json=other, headers={"Idempotency-Key": KEY})
    assert reply.status_code == 409
    assert [row["body"] for row in stored(settings)] == [MESSAGE["body"]]


def test_without_a_key_each_is_a_message(client: FlaskClient, settings: Settings) -> None:
    """Without an Idempotency-Key nobody knows that it is the same, so it is stored again."""
    assert [client.post("/api/messages", json=MESSAGE).status_code for _ in range(2)] == [201, 201]
    assert len(stored(settings)) == 2


@pytest.mark.parametrize("key", ["1", "x" * 65, "key with blanks in it", "schlüssel-schlüssel", ""])
def test_a_key_that_is_none_is_refused(client: FlaskClient, key: str) -> None:
    """A key so short that two clients would choose the same, or no key at all, gets 400."""
    raw = key.encode().decode("latin-1")
    reply = client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": raw})
    assert reply.status_code == 400
    assert "16 to 64" in problem(reply)["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ada\r\nBcc: all@world.example"),
        ("name", "\x1c"),
        ("name", 7),
        ("subject", "Engines\u2028and more"),
        ("subject", "x" * 151),
        ("email", "ada"),
        ("email", "ada@lovelace.example\nTo: all@world.example"),
        ("phone", "12"),
        ("body", "   "),
        ("body", "\x00"),
        ("age", 36),
    ],
)
def test_a_wrong_field_is_named(
    client: FlaskClient, settings: Settings, field: str, value: object
) -> None:
    """422 names the field that is wrong with a sentence, and nothing is stored."""
    reply = client.post("/api/messages", json=MESSAGE | {field: value})
    assert reply.status_code == 422
    assert list(problem(reply)["errors"]) == [field]
    assert stored(settings) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"name": "\xff\xfe"}', b'{"name": "\\ud800"}', b"[" * 60_000, b'{"a":' * 9_000],
)
def test_what_is_no_json_is_refused(client: FlaskClient, body: bytes) -> None:
    """Broken JSON, broken UTF-8, half a character and 60,000 brackets get 400, not a crash."""
    reply = client.post("/api/messages", data=body, content_type="application/json")
    assert reply.status_code == 400
    assert "no JSON" in problem(reply)["detail"]


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"17"])
def test_json_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    """JSON that is no object gets 422."""
    reply = client.post("/api/messages", data=body, content_type="application/json")
    assert reply.status_code == 422
    assert list(problem(reply)["errors"]) == ["body"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_a_foreign_form_can_send_is_refused(client: FlaskClient, kind: str) -> None:
    """A page elsewhere can make a browser post these types, and only these: all get 415."""
    data = b'{"name": "Ada"}'
    reply = client.post("/api/messages", data=data, headers={"Content-Type": kind})
    assert reply.status_code == 415
    assert "application/json" in problem(reply)["detail"]


def test_no_other_origin_is_let_in(client: FlaskClient) -> None:
    """A script elsewhere that would send JSON must ask first, and gets no permission."""
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = client.options("/api/messages", headers=asked)
    assert not [name for name, _ in reply.headers if name.startswith("Access-Control")]


def test_too_large_a_body_is_refused(client: FlaskClient) -> None:
    """More than 64 KB get 413."""
    reply = client.post("/api/messages", json=MESSAGE | {"body": "x" * MAX_BODY})
    assert reply.status_code == 413
    assert "64 KB" in problem(reply)["detail"]


def test_errors_under_api_are_problems(client: FlaskClient) -> None:
    """Under /api, unknown addresses and methods get application/problem+json, elsewhere a page."""
    assert problem(client.get("/api/nothing"))["status"] == 404
    reply = client.delete("/api/messages")
    assert problem(reply)["status"] == 405
    assert "POST" in reply.headers["Allow"]
    assert client.get("/nothing").mimetype == "text/html"


def test_a_problem_tells_the_id_of_its_request(client: FlaskClient) -> None:
    """Who asks us about an error can name its request, by the id that they sent or that we made."""
    reply = client.get("/api/nothing", headers={"X-Request-ID": "order-17"})
    assert problem(reply)["request_id"] == reply.headers["X-Request-ID"] == "order-17"
    forged = client.get("/api/nothing", headers={"X-Request-ID": "17 level=ERROR"})
    assert len(forged.headers["X-Request-ID"]) == 32


def test_no_cookie_is_read_or_set(client: FlaskClient) -> None:
    """The API knows no session, so a browser that is made to ask lends its visitor's rights to nobody."""
    reply = client.post("/api/messages", json=MESSAGE)
    assert "Set-Cookie" not in reply.headers
    assert "Cookie" not in reply.headers.get("Vary", "")


def test_the_database_away_is_503_and_back_without_a_restart(
    client: FlaskClient, settings: Settings
) -> None:
    """Without a database there is 503 with Retry-After, and with it again all is well."""
    away = settings.database.rename(settings.database.with_suffix(".away"))
    reply = client.post("/api/messages", json=MESSAGE)
    assert (problem(reply)["status"], reply.headers["Retry-After"]) == (503, "5")
    away.rename(settings.database)
    assert client.post("/api/messages", json=MESSAGE).status_code == 201


def test_a_commit_that_fails_is_no_success(client: FlaskClient, settings: Settings) -> None:
    """Where the commit fails the reply is 503, and the message can be sent again under its key."""
    with closing(db.connect(settings.database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM messages").fetchone()  # a reader blocks the commit
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(db, "BUSY_S", 0)
            reply = client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": KEY})
        assert reply.status_code == 503
        connection.rollback()
    assert stored(settings) == []
    reply = client.post("/api/messages", json=MESSAGE, headers={"Idempotency-Key": KEY})
    assert reply.status_code == 201


def test_a_database_that_is_away_has_many_names(app: Flask) -> None:
    """SQLite tells kinds of kinds, such as a disk that fails in writing: 503, as for a disk that fails."""

    def write() -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
        error.sqlite_errorname = "SQLITE_IOERR_WRITE"
        raise error

    app.add_url_rule("/api/write", view_func=write)
    assert problem(app.test_client().get("/api/write"))["status"] == 503


@pytest.fixture
def bugs_come_out() -> None:
    """They do not: here the reply that hides them is tested."""


def test_a_bug_is_500_without_details(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """What nobody expected gets 500 that tells nothing, and a traceback in the log."""
    app.add_url_rule("/api/bug", view_func=lambda: {}["secret"])
    reply = app.test_client().get("/api/bug")
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert "KeyError: 'secret'" in caplog.text


def test_the_form_and_the_api_count_together(make_settings: Callable[..., Settings]) -> None:
    """Who has sent all that the limit allows by the API is refused by the form, too."""
    client = create_app(make_settings(submit_limit="1 per minute")).test_client()
    assert client.post("/api/messages", json=MESSAGE).status_code == 201
    assert client.post("/api/messages", json=MESSAGE).status_code == 429


def problem(reply: object) -> dict[str, object]:
    """Return the problem that a reply tells, which must be whole."""
    assert reply.content_type == "application/problem+json"
    told = reply.json
    assert set(told) >= {"type", "title", "status", "detail", "request_id"}
    assert told["status"] == reply.status_code
    return told
