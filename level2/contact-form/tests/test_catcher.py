"""The mail catcher: a real SMTP server, and the pages that show what it took."""

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contact_form.catcher import KEPT, Catcher
from contact_form.settings import Settings
from contact_form.web import create_app


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    """Settings for development, where mail is caught."""
    return make_settings(catcher=True)


@pytest.fixture
def catcher(app: Flask) -> Iterator[Catcher]:
    """The catcher of an application, taking mail."""
    catcher: Catcher = app.extensions["catcher"]
    catcher.start()
    yield catcher
    catcher.stop()


def send(catcher: Catcher, subject: str, text: str = "Hello.\n") -> None:
    """Send a mail as any program does."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "form@shop.example", "o@shop.example", subject
    mail.set_content(text)
    with smtplib.SMTP(*catcher.address) as server:
        server.send_message(mail)


def test_takes_mail_over_smtp(catcher: Catcher) -> None:
    """A mail that smtplib sends is kept with its envelope, its headers and its text."""
    send(catcher, "A wrench", "Fünf €\n")
    mail = catcher.mails[0]
    assert (mail.sender, mail.recipients) == ("form@shop.example", ("o@shop.example",))
    assert (mail.message["Subject"], mail.text) == ("A wrench", "Fünf €\n")


def test_keeps_the_last_hundred(catcher: Catcher) -> None:
    """It may run for weeks: older mails make room, and the numbers go on."""
    with smtplib.SMTP(*catcher.address) as server:
        for _ in range(KEPT + 2):
            server.sendmail(
                "form@shop.example", ["o@shop.example"], b"Subject: x\r\n\r\nHello.\r\n"
            )
    assert [mail.number for mail in catcher.mails] == list(range(KEPT + 2, 2, -1))


def test_starts_and_stops_more_than_once(catcher: Catcher) -> None:
    """Stopping gives the port back, even with a client on the line; what was caught stays."""
    send(catcher, "first")
    line = smtplib.SMTP(*catcher.address)
    catcher.stop()
    catcher.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(*catcher.address)
    line.close()
    catcher.start()
    catcher.start()
    send(catcher, "second")
    assert [mail.message["Subject"] for mail in catcher.mails] == ["second", "first"]


def test_shows_what_was_caught(catcher: Catcher, client: FlaskClient) -> None:
    """The list leads to each mail, and the mail to its source, byte for byte as it was sent."""
    send(catcher, "A wrench")
    assert '<a href="/caught/1">A wrench</a>' in client.get("/caught/").text
    page = client.get("/caught/1").text
    assert "form@shop.example" in page and "Hello." in page
    source = client.get("/caught/1/source")
    assert source.data == catcher.mails[0].raw
    assert source.content_type == "text/plain; charset=utf-8"


def test_what_a_mail_holds_is_only_text(catcher: Catcher, client: FlaskClient) -> None:
    """Markup in a mail is shown, not run; and a browser may not guess that the source is a page."""
    send(catcher, "<script>alert(1)</script>", "<b>bold</b>\n")
    for path in ("/caught/", "/caught/1"):
        assert "<script>alert" not in client.get(path).text
    assert "&lt;b&gt;bold" in client.get("/caught/1").text
    assert client.get("/caught/1/source").headers["X-Content-Type-Options"] == "nosniff"


def test_shows_mail_that_is_no_mail(catcher: Catcher, client: FlaskClient) -> None:
    """Whatever came, also broken headers and letters of no alphabet, there is a page to look at it."""
    with smtplib.SMTP(*catcher.address) as server:
        server.sendmail("a@b.example", ["c@d.example"], b"\xff\xfe no header\r\nSubject \x00\r\n")
        server.sendmail(
            "a@b.example", ["c@d.example"], b"Content-Type: text/plain; charset=no\r\n\r\n\xff"
        )
        server.sendmail(
            "a@b.example", ["c@d.example"], b"From: <<<@@\r\nTo: \xff\r\nDate: 99\r\n\r\n"
        )
    for number in (1, 2, 3):
        assert client.get(f"/caught/{number}").status_code == 200
        assert client.get(f"/caught/{number}/source").status_code == 200
    assert client.get("/caught/").status_code == 200


def test_a_mail_that_is_not_kept_is_not_found(catcher: Catcher, client: FlaskClient) -> None:
    """An old bookmark leads to a page that says why it is gone."""
    response = client.get("/caught/7")
    assert response.status_code == 404
    assert "last hundred" in response.text


def test_a_real_site_shows_no_mail(make_settings: Callable[..., Settings]) -> None:
    """Where mail is really sent there is no such page: it would show strangers what visitors wrote."""
    client = create_app(make_settings(catcher=False)).test_client()
    assert client.get("/caught/").status_code == 404
