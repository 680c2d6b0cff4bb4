"""Step 7: forms that only our own pages can send."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from pages import FILLED, Page, open_form, send

from contact_form.settings import Settings
from contact_form.web import create_app


def test_a_page_elsewhere_cannot_post(client: FlaskClient) -> None:
    """A form without a token is refused, although the browser sends the visitor's cookie along."""
    open_form(client)  # the visitor was here, so there is a cookie
    assert client.post("/", data=FILLED).status_code == 400


def test_a_token_of_somebody_else_does_not_help(app: Flask) -> None:
    """An attacker may get a token for himself; it belongs to another session than the visitor's."""
    visitor, attacker = app.test_client(), app.test_client()
    token = open_form(attacker).values.get("csrf_token", "")
    values = open_form(visitor).values | FILLED | {"csrf_token": token}
    assert visitor.post("/", data=values).status_code == 400


def test_our_own_page_gets_through(client: FlaskClient) -> None:
    """The page carries a token, and what is sent with it is looked at: here a subject is missing."""
    page = open_form(client)
    assert "csrf_token" in page.fields, "the page carries no token"
    reply = client.post("/", data=page.values | FILLED | {"subject": ""})
    assert reply.status_code == 422
    assert "Enter a subject." in reply.text


def test_the_token_is_not_for_eyes(client: FlaskClient) -> None:
    """The token stands in a hidden field."""
    fields = open_form(client).fields
    assert "csrf_token" in fields, "the page carries no token"
    assert fields["csrf_token"].is_hidden


def test_no_text_is_lost_to_an_expired_token(make_settings: Callable[..., Settings]) -> None:
    """A page that was open for too long comes back with 400, the text in it, and what to do."""
    client = create_app(make_settings(form_expires=timedelta(seconds=-1))).test_client()
    reply = send(client, **FILLED)
    assert reply.status_code == 400
    assert "Your text is still here" in reply.text
    page = Page(reply.text)
    assert {name: page.values[name] for name in FILLED} == FILLED


def test_the_page_that_comes_back_can_be_sent(client: FlaskClient) -> None:
    """The page of the error brings a fresh token: sending it once more is all that it takes."""
    reply = client.post("/", data=FILLED | {"csrf_token": "old", "subject": ""})
    assert reply.status_code == 400
    again = client.post("/", data=Page(reply.text).values)
    assert again.status_code == 422
    assert "Enter a subject." in again.text


def test_every_page_is_protected(client: FlaskClient) -> None:
    """The login of the inbox asks for a token, too, though nobody thought of it there."""
    assert client.post("/inbox/login", data={"name": "owner"}).status_code == 400


def test_the_api_needs_no_token(app: Flask, client: FlaskClient) -> None:
    """The API reads no cookie, so a foreign page gains nothing: it asks for a name, not for a token."""
    reply = client.post("/api/messages", json={})
    assert reply.status_code == 422
    assert client.post("/", data=FILLED).status_code == 400, "but the page must ask for one"
