"""Step 13: a door before the inbox."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import FILLED, Page
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from contact_form import db
from contact_form.inbox.owners import change_password
from contact_form.inbox.views import own_page
from contact_form.settings import Settings

PASSWORD = "three plain words"
CHEAP = "pbkdf2:sha256:1"  # a hash that is quick to compute: nobody attacks this owner


@pytest.fixture
def connection(app: Flask, settings: Settings) -> Iterator[db.Connection]:
    """A connection to a database in which there is one owner, olive."""
    with closing(db.connect(settings.database)) as connection:
        hashed = generate_password_hash(PASSWORD, CHEAP)
        connection.execute("INSERT INTO owners (name, password) VALUES ('olive', ?)", (hashed,))
        yield connection


@pytest.fixture
def log_in(connection: db.Connection, client: FlaskClient) -> Callable[..., TestResponse]:
    """A function that fills in the login page, with changes, and sends it."""

    def log_in(**changes: str) -> TestResponse:
        fields = Page(client.get("/inbox/login").text).values
        typed = {"name": "olive", "password": PASSWORD}
        return client.post("/inbox/login", data=fields | typed | changes)

    return log_in


@pytest.fixture
def reference(client: FlaskClient) -> str:
    """The reference of a message that somebody has sent."""
    return str(client.post("/api/messages", json=FILLED).json["reference"])


def test_a_stranger_is_asked_who_it_is(client: FlaskClient) -> None:
    """Whoever has not logged in is sent from the inbox to the login, with 303."""
    response = client.get("/inbox/")
    assert response.status_code == 303
    assert response.location.startswith("/inbox/login")


def test_the_login_is_open_to_strangers(client: FlaskClient) -> None:
    """The login itself asks nobody to log in first: that would go round in circles."""
    response = client.get("/inbox/login")
    assert response.status_code == 200
    assert "password" in Page(response.text).fields


def test_no_page_is_forgotten(client: FlaskClient, reference: str) -> None:
    """Every page of the inbox is behind the door, also those that one does not think of."""
    pages = ["", reference, f"{reference}/delete"]
    assert [client.get(f"/inbox/{page}").status_code for page in pages] == [303, 303, 303]


def test_a_stranger_deletes_nothing(
    client: FlaskClient, connection: db.Connection, reference: str
) -> None:
    """A form that a stranger sends, even with a token, leads to the login and changes nothing."""
    token = Page(client.get("/inbox/login").text).values.get("csrf_token", "")
    response = client.post(f"/inbox/{reference}/delete", data={"csrf_token": token})
    assert (response.status_code, response.location) == (303, "/inbox/login")
    [count] = connection.execute("SELECT count(*) FROM messages").fetchone()
    assert count == 1


def test_the_right_password_opens(client: FlaskClient, log_in: Callable[..., TestResponse]) -> None:
    """A login leads to the list, and from then on the inbox opens."""
    response = log_in()
    assert (response.status_code, response.location) == (303, "/inbox/")
    assert client.get("/inbox/").status_code == 200


def test_a_wrong_password_does_not(
    client: FlaskClient, log_in: Callable[..., TestResponse]
) -> None:
    """A wrong password gets 403, the form again, and no session."""
    response = log_in(password="three plain wards")
    assert response.status_code == 403
    assert "password" in Page(response.text).fields
    assert client.get("/inbox/").status_code == 303


def test_a_name_that_nobody_has_is_told_alike(log_in: Callable[..., TestResponse]) -> None:
    """The page does not tell strangers which names exist: it is the same for both mistakes."""
    unknown, wrong = log_in(name="rose"), log_in(password="wrong")
    assert unknown.status_code == wrong.status_code == 403
    [told] = [line for line in wrong.text.splitlines() if "notice" in line]
    assert told in unknown.text


def test_a_login_begins_a_new_session(
    client: FlaskClient, log_in: Callable[..., TestResponse]
) -> None:
    """What lay in the session before the login is gone after it."""
    client.get("/inbox/login")
    with client.session_transaction() as session:
        session["prepared"] = "by somebody else"
    log_in()
    with client.session_transaction() as session:
        assert "prepared" not in session
        assert session["owner"] == "olive"


def test_a_new_password_ends_old_sessions(
    client: FlaskClient, connection: db.Connection, log_in: Callable[..., TestResponse]
) -> None:
    """Whoever has stolen a session loses it when the owner changes the password."""
    log_in()
    assert client.get("/inbox/").status_code == 200
    change_password(connection, "olive", "four other plain words")
    assert client.get("/inbox/").status_code == 303


def test_the_login_comes_back(client: FlaskClient, log_in: Callable[..., TestResponse]) -> None:
    """The login leads to the page that was asked for, with all that stood in its address."""
    login = client.get("/inbox/?search=13 mm&page=2").location
    wanted = Page(client.get(login).text).values["next"]
    assert log_in(next=wanted).location == "/inbox/?search=13%20mm&page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/inbox/",
        "//evil.example/inbox/",
        "/\\evil.example/inbox/",
        "evil.example/inbox/",
        "/inbox/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_the_login_leads_nowhere_else(app: Flask, target: str) -> None:
    """Anything but a page of the inbox counts as the list: a link to us must not end elsewhere."""
    with app.test_request_context("/inbox/login"):
        assert own_page(target) == "/inbox/"
