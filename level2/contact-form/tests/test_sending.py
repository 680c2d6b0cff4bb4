"""The page around the form: what it answers when it cannot take a message, and what it never shows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import FILLED, Page, open_form, send

from contact_form.settings import Settings
from contact_form.web import create_app

MakeSettings = Callable[..., Settings]


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    """A site that takes a quick sender for a person."""
    return make_settings(min_fill=timedelta(0))


def test_a_message_leads_to_thanks(client: FlaskClient) -> None:
    """303, so that a reload of the next page sends nothing; and the next page names the reference."""
    reply = send(client, **FILLED)
    assert reply.status_code == 303
    reference = reply.headers["Location"].removeprefix("/thanks/")
    assert reference in client.get(reply.headers["Location"]).text


def test_who_has_to_wait_keeps_the_text(make_settings: MakeSettings) -> None:
    """Beyond the limit: 429, when to come back, and the text still in the form."""
    settings = make_settings(min_fill=timedelta(0), submit_limit="1 per minute")
    client = create_app(settings).test_client()
    assert send(client, **FILLED).status_code == 303
    reply = send(client, **FILLED)
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 60
    assert Page(reply.text).values["body"] == FILLED["body"]


def test_a_form_that_was_sent_gets_a_new_number_for_another_text(client: FlaskClient) -> None:
    """The same form with another text: 409, and what comes back may be sent as a message of its own."""
    form = open_form(client).values | FILLED
    assert client.post("/", data=form).status_code == 303
    reply = client.post("/", data=form | {"body": "And looms?"})
    assert reply.status_code == 409
    page = Page(reply.text)
    assert page.values["body"] == "And looms?"
    assert page.values["opened"] != form["opened"]
    assert client.post("/", data=page.values).status_code == 303


def test_the_same_form_twice_tells_the_same_reference(client: FlaskClient) -> None:
    """The same form with the same text: 409, with the reference of the message that we have."""
    form = open_form(client).values | FILLED
    first = client.post("/", data=form).headers["Location"]
    reply = client.post("/", data=form)
    assert reply.status_code == 409
    assert first.removeprefix("/thanks/") in reply.text


@pytest.mark.parametrize(
    "words", ["call-0900-123", "A", "0123456789A", "012345678o", "%3Cb%3E45678"]
)
def test_a_link_puts_no_words_into_our_mouth(client: FlaskClient, words: str) -> None:
    """What stands in the address is shown only if it may be a reference."""
    assert client.get(f"/thanks/{words}").status_code == 404


def test_the_token_works_behind_https(app: Flask) -> None:
    """Over HTTPS a form must also come from our own address; the browser is asked to tell it, to us alone."""
    client = app.test_client()
    shop = "https://shop.example"
    page = client.get("/", base_url=shop)
    assert page.headers["Referrer-Policy"] == "same-origin"
    form = Page(page.text).values | FILLED
    for referer, status in (("https://evil.example/", 400), (f"{shop}/", 303)):
        reply = client.post("/", data=form, base_url=shop, headers={"Referer": referer})
        assert reply.status_code == status


def test_injected_markup_would_not_run(client: FlaskClient) -> None:
    """Only scripts from files of ours run, no other site frames us, and no type is guessed."""
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "base-uri 'none'"} <= set(policy)
    assert {"form-action 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_with_a_token_is_kept_by_no_proxy(client: FlaskClient) -> None:
    """A shared cache would hand one visitor's token to the next."""
    assert "private" in client.get("/").headers["Cache-Control"]


def test_what_is_typed_is_only_text(client: FlaskClient) -> None:
    """Markup in a field comes back as characters, inside the field."""
    reply = send(client, **FILLED | {"name": '"><script>alert(1)</script>', "subject": ""})
    assert "<script>alert" not in reply.text
    assert Page(reply.text).values["name"] == '"><script>alert(1)</script>'


def test_a_proxy_that_speaks_https_is_believed(make_settings: MakeSettings) -> None:
    """Over HTTPS a form from another site is refused, also where our own proxy is who speaks it."""
    settings = make_settings(min_fill=timedelta(0), trusted_proxies=1)
    client = create_app(settings).test_client()
    form = open_form(client).values | FILLED
    headers = {"X-Forwarded-Proto": "https", "Referer": "https://evil.example/"}
    assert client.post("/", data=form, headers=headers).status_code == 400
    headers["Referer"] = "https://localhost/"
    assert client.post("/", data=form, headers=headers).status_code == 303
