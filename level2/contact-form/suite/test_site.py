"""Does the site keep its promises? Asked from outside, as browsers and programs ask."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contact_form import db
from contact_form.messages import list_messages
from contact_form.settings import Settings
from contact_form.web import create_app

FILLED = {
    "name": "Ada Byron",
    "email": "ada@engine.example",
    "subject": "A wrench",
    "body": "Do you have one for 13 mm?",
}
BCC = "Bcc: everybody@list.example"


class Hidden(HTMLParser):
    """The hidden fields of a page, which a browser sends along unseen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("type") == "hidden":
            self.values[given["name"]] = given.get("value", "")


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[..., Flask]:
    """A function that makes the site, with changed settings; as it is, nobody is too fast for it."""

    def make(**changes: Any) -> Flask:
        values = {
            "secret_key": "no secret, but long enough for tests",
            "database": tmp_path / "contact.db",
            "mail_from": "form@shop.example",
            "mail_to": "owner@shop.example",
            "min_fill": timedelta(0),
            "secure_cookies": False,
            "submit_limit": "1000 per minute",
        }
        return create_app(Settings(**values | changes))

    return make


@pytest.fixture
def visitor(make_app: Callable[..., Flask]) -> FlaskClient:
    """Somebody's browser, which keeps the site's cookies."""
    return make_app().test_client()


def stored(visitor: FlaskClient) -> int:
    """Return how many messages the site has."""
    settings = visitor.application.extensions["settings"]
    with closing(db.connect(settings.database)) as connection:
        return list_messages(connection).total


def send(visitor: FlaskClient, **typed: str) -> TestResponse:
    """Open the page, fill it in but for what is `typed`, and send it with its hidden fields."""
    # step 14: begin
    handed_out = Hidden(visitor.get("/").text).values
    return visitor.post("/", data=handed_out | FILLED | typed)
    # step 14: end


def test_a_message_arrives(visitor: FlaskClient) -> None:
    """An example: what a person fills in is stored, and the browser is sent on to the thanks."""
    response = send(visitor)
    assert response.status_code == 303
    assert stored(visitor) == 1


def test_a_form_of_another_site_is_refused(visitor: FlaskClient, make_app: Any) -> None:
    """An attacker has all that our page hands out, to him; our visitor's browser sends it: 400."""
    # step 14: begin
    attacker = make_app().test_client()
    bait = Hidden(attacker.get("/").text).values | FILLED
    visitor.get("/")
    assert visitor.post("/", data=bait).status_code == 400
    assert stored(visitor) == 0
    # step 14: end


@pytest.mark.parametrize("name", list(FILLED))
def test_what_is_missing_is_asked_for(visitor: FlaskClient, name: str) -> None:
    """Without one of the four fields, or with a space in it, there is 422 and no message."""
    # step 14: begin
    assert send(visitor, **{name: " "}).status_code == 422
    assert stored(visitor) == 0
    # step 14: end


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("name", "\n"),
        ("email", "\n"),
        ("subject", "\r\n"),
        ("subject", "\r"),
        ("subject", "\u2028"),
    ],
)
def test_a_second_line_is_refused(visitor: FlaskClient, name: str, end: str) -> None:
    """A name, an address and a subject end up in headers: with a line `BCC` after them, 422."""
    # step 14: begin
    assert send(visitor, **{name: FILLED[name] + end + BCC}).status_code == 422
    # step 14: end


def test_what_was_typed_is_kept(visitor: FlaskClient) -> None:
    """Where the address is wrong, the page that comes back still has the whole body in it."""
    # step 14: begin
    response = send(visitor, email="ada at engine", body="5 < 6 & 'so on'")
    assert "5 < 6 & 'so on'" in unescape(response.text)
    # step 14: end


def test_the_same_form_is_one_message(visitor: FlaskClient) -> None:
    """A form that is sent twice, by a double click, is stored once."""
    # step 14: begin
    form = Hidden(visitor.get("/").text).values | FILLED
    for _ in range(2):
        visitor.post("/", data=form)
    assert stored(visitor) == 1
    # step 14: end


def test_another_form_is_another_message(visitor: FlaskClient) -> None:
    """Who opens the page anew may write once more, also the very same."""
    # step 14: begin
    assert [send(visitor).status_code for _ in range(2)] == [303, 303]
    # step 14: end


def test_the_trap_shuts(visitor: FlaskClient) -> None:
    """Who fills in the field `website`, which nobody sees, is no person: 422."""
    # step 14: begin
    assert send(visitor, website="spam.example").status_code == 422
    # step 14: end


def test_nobody_writes_in_no_time(make_app: Any) -> None:
    """On a site whose setting `min_fill` is an hour, a form sent at once gets 422."""
    # step 14: begin
    hasty = make_app(min_fill=timedelta(hours=1)).test_client()
    assert send(hasty).status_code == 422
    # step 14: end


def test_a_program_needs_no_token(visitor: FlaskClient) -> None:
    """`/api/messages` takes the four fields as JSON, and answers 201."""
    # step 14: begin
    assert visitor.post("/api/messages", json=FILLED).status_code == 201
    # step 14: end


def test_a_program_sends_no_second_line_either(visitor: FlaskClient) -> None:
    """What the page refuses is refused there, too: a subject with a line `BCC` after it, 422."""
    # step 14: begin
    message = FILLED | {"subject": "A wrench\n" + BCC}
    assert visitor.post("/api/messages", json=message).status_code == 422
    # step 14: end


def test_a_page_cannot_pass_for_a_program(visitor: FlaskClient) -> None:
    """A page can make a browser send JSON, but not call it so: as `text/plain` it gets 415."""
    # step 14: begin
    sent = {"data": visitor.application.json.dumps(FILLED), "content_type": "text/plain"}
    assert visitor.post("/api/messages", **sent).status_code == 415
    # step 14: end
