"""The inbox: who gets in, and what owners do there."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from time import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import Page
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from contact_form import db
from contact_form.inbox.owners import add_owner, change_password
from contact_form.settings import Settings
from contact_form.web import create_app

NAME, PASSWORD = "olive", "three plain words"


@pytest.fixture
def connection(app: Flask, settings: Settings) -> Iterator[db.Connection]:
    """A connection to the database of the application."""
    with closing(db.connect(settings.database)) as connection:
        yield connection


@pytest.fixture
def owner(connection: db.Connection, client: FlaskClient) -> FlaskClient:
    """A browser in which the owner has logged in."""
    let_in(connection)
    assert log_in(client).location == "/inbox/"
    return client


def let_in(connection: db.Connection) -> None:
    """Add the owner, with a hash that is quick to compute: nobody attacks this one."""
    hashed = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")
    connection.execute("INSERT INTO owners (name, password) VALUES (?, ?)", (NAME, hashed))


def post(client: FlaskClient, path: str, page: str, **fields: str) -> TestResponse:
    """Send a form of a page, with the token that the page carries."""
    token = Page(client.get(page).text).values["csrf_token"]
    return client.post(path, data={"csrf_token": token} | fields)


def log_in(
    client: FlaskClient, name: str = NAME, password: str = PASSWORD, **fields: str
) -> TestResponse:
    """Log in by the page."""
    return post(client, "/inbox/login", "/inbox/login", name=name, password=password, **fields)


def write(client: FlaskClient, subject: str = "A wrench", **changes: str) -> str:
    """Write to the site as a visitor's program does, and return the reference."""
    message = {
        "name": "Ada Byron",
        "email": "ada@engine.example",
        "subject": subject,
        "body": "Do you have one for 13 mm?\nYours, Ada",
    }
    response = client.post("/api/messages", json=message | changes)
    assert response.status_code == 201, response.text
    return str(response.json["reference"])


# Who gets in


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/inbox/"),
        ("GET", "/inbox/?search=wrench&page=2"),
        ("GET", "/inbox/REF"),
        ("GET", "/inbox/REF/delete"),
        ("POST", "/inbox/REF/delete"),
        ("POST", "/inbox/REF/unread"),
        ("POST", "/inbox/REF/mail"),
        ("POST", "/inbox/logout"),
    ],
)
def test_strangers_see_the_login_alone(
    app: Flask, client: FlaskClient, method: str, path: str
) -> None:
    """Every page of the inbox leads a stranger to the login, whatever is asked, and changes nothing."""
    reference = write(client)
    app.config["WTF_CSRF_ENABLED"] = False  # so that nothing but the guard can refuse
    response = client.open(path.replace("REF", reference), method=method)
    assert response.status_code == 303
    assert response.location.startswith("/inbox/login")


def test_every_page_of_the_inbox_is_guarded(app: Flask, client: FlaskClient) -> None:
    """A page that somebody adds is guarded too: none but the login answers a stranger."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("inbox.") and "GET" in (rule.methods or ()):
            path = rule.rule.replace("<reference>", "x")
            expected = 200 if path == "/inbox/login" else 303
            assert client.get(path).status_code == expected, path


def test_the_login_comes_back_to_the_page_that_was_asked_for(
    connection: db.Connection, client: FlaskClient
) -> None:
    """Whoever follows a bookmark logs in and is there."""
    let_in(connection)
    reference = write(client)
    login = client.get(f"/inbox/{reference}").location
    wanted = Page(client.get(login).text).values["next"]
    assert log_in(client, next=wanted).location == f"/inbox/{reference}"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/inbox/",
        "/\\evil.example",
        "/inbox",
        "http:/inbox/",
        "\t/inbox/",
        "javascript:alert(1)",
        "/inbox/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_the_login_leads_to_no_other_site(
    connection: db.Connection, client: FlaskClient, target: str
) -> None:
    """A link in a mail may begin at our login; where it ends we decide."""
    let_in(connection)
    response = log_in(client, next=target)
    assert response.location == "/inbox/"
    assert "a=b" not in str(response.headers)


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, "wrong"), ("nobody", PASSWORD), ("", ""), (NAME, "")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    connection: db.Connection, client: FlaskClient, name: str, password: str
) -> None:
    """The page does not tell which of the two was wrong: that would tell who has an inbox."""
    let_in(connection)
    response = log_in(client, name, password)
    assert response.status_code == 403
    assert "This name and this password do not belong together." in response.text
    assert client.get("/inbox/").status_code == 303


def test_an_unknown_name_takes_as_long_as_a_wrong_password(
    connection: db.Connection, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same slow hash is computed for a name that nobody has, with the same parameters."""
    from contact_form.inbox import owners

    add_owner(connection, NAME, PASSWORD)
    checked: list[str] = []
    real = owners.check_password_hash

    def listen(hashed: str, password: str) -> bool:
        checked.append(hashed.split("$", maxsplit=1)[0])
        return bool(real(hashed, password))

    monkeypatch.setattr(owners, "check_password_hash", listen)
    for name in (NAME, "nobody"):
        log_in(client, name, "wrong")
    assert len(checked) == 2 and len(set(checked)) == 1


def test_guessing_ends_soon(make_settings: Callable[..., Settings]) -> None:
    """After some tries the page asks for patience, also of whoever has guessed right by then."""
    settings = make_settings(login_limit="3 per minute")
    client = create_app(settings).test_client()
    with closing(db.connect(settings.database)) as connection:
        let_in(connection)
    assert [log_in(client, NAME, "wrong").status_code for _ in range(3)] == [403] * 3
    response = log_in(client)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Too many tries" in response.text


def test_logging_in_begins_a_new_session(connection: db.Connection, client: FlaskClient) -> None:
    """What lay in the session before is gone: nobody can prepare a session for somebody else."""
    let_in(connection)
    with client.session_transaction() as session:
        session["prepared"] = "by a stranger"
    log_in(client)
    with client.session_transaction() as session:
        assert "prepared" not in session


def test_logging_out_ends_the_session(owner: FlaskClient) -> None:
    """After the button the inbox asks for a password again; a link alone logs nobody out."""
    assert owner.get("/inbox/logout").status_code in {404, 405}
    assert owner.get("/inbox/").status_code == 200
    assert post(owner, "/inbox/logout", "/inbox/").location == "/inbox/login"
    assert owner.get("/inbox/").status_code == 303


def test_a_new_password_ends_old_sessions(owner: FlaskClient, connection: db.Connection) -> None:
    """Whoever stole a session loses it when the owner changes the password."""
    change_password(connection, NAME, "four other plain words")
    assert owner.get("/inbox/").status_code == 303


@pytest.mark.parametrize("path", ["/inbox/login", "/inbox/logout", "/inbox/REF/delete"])
def test_forms_of_other_sites_are_refused(owner: FlaskClient, path: str) -> None:
    """Another site can make an owner's browser send a form here; without our token it does nothing."""
    reference = write(owner)
    response = owner.post(path.replace("REF", reference), data={"name": NAME, "password": PASSWORD})
    assert response.status_code == 400
    assert owner.get(f"/inbox/{reference}").status_code == 200


def test_the_cookie_is_out_of_reach(make_settings: Callable[..., Settings]) -> None:
    """No script reads it, no other site's form sends it, and over plain HTTP it does not travel."""
    settings = make_settings(secure_cookies=True)
    client = create_app(settings).test_client()
    cookie = client.get("/inbox/login", base_url="https://localhost").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))


def test_no_copy_is_left_behind(owner: FlaskClient) -> None:
    """On a shared computer, neither *Back* nor the disk shows a message to the next person."""
    for path in ("/inbox/", f"/inbox/{write(owner, 'First')}"):
        assert owner.get(path).headers["Cache-Control"] == "no-store"


# What owners do there


def test_lists_the_newest_first_and_marks_what_is_new(owner: FlaskClient) -> None:
    """The list shows who wrote about what, with a mark on what nobody has read."""
    write(owner, "First")
    read = write(owner, "Second")
    owner.get(f"/inbox/{read}")
    page = owner.get("/inbox/").text
    assert page.index("Second") < page.index("First")
    assert "1 unread" in page and page.count('class="badge">new<') == 1
    assert "Ada Byron" in page


def test_an_empty_inbox_says_so(owner: FlaskClient) -> None:
    """A list of nothing is a sentence."""
    assert "Nobody has written yet." in owner.get("/inbox/").text
    assert "0 with “wrench”" in owner.get("/inbox/?search=wrench").text


def test_shows_a_message_and_marks_it_read(owner: FlaskClient) -> None:
    """The message is there with all its lines, and how to answer it."""
    reference = write(owner, "Nuts & bolts", phone="+44 20 7946 0018")
    page = owner.get(f"/inbox/{reference}").text
    assert "Do you have one for 13 mm?\nYours, Ada" in page
    assert "tel:+442079460018" in page
    assert "mailto:ada@engine.example?subject=Re%3A%20Nuts%20%26%20bolts" in page
    assert "0 unread" in owner.get("/inbox/").text


def test_a_message_can_be_unread_again(owner: FlaskClient) -> None:
    """What has to wait can stand out again."""
    reference = write(owner)
    post(owner, f"/inbox/{reference}/unread", f"/inbox/{reference}")
    assert "1 unread" in owner.get("/inbox/").text


def test_deleting_asks_first(owner: FlaskClient) -> None:
    """A link leads to a question, the button there deletes, and the message is not found any more."""
    reference = write(owner)
    assert "It has not been mailed yet" in owner.get(f"/inbox/{reference}/delete").text
    assert owner.get(f"/inbox/{reference}").status_code == 200
    response = post(owner, f"/inbox/{reference}/delete", f"/inbox/{reference}/delete")
    assert response.location == "/inbox/"
    assert owner.get(f"/inbox/{reference}").status_code == 404


def test_what_visitors_write_is_only_text(owner: FlaskClient) -> None:
    """A visitor's markup is shown as it was typed, in the list and on the page of the message."""
    markup = "<script>alert(1)</script>"
    reference = write(owner, markup, name=markup, body=markup)
    for path in ("/inbox/", f"/inbox/{reference}", f"/inbox/{reference}/delete"):
        page = owner.get(path).text
        assert markup not in page
        assert "&lt;script&gt;" in page


def test_searches_in_names_addresses_subjects_and_texts(owner: FlaskClient) -> None:
    """A word is found wherever the visitor wrote it; a percent sign is a percent sign."""
    write(owner, "Hammer", name="Grace", email="grace@navy.example", body="I save 100% on nails")
    write(owner, "Saw", name="Alan", email="alan@park.example", body="I save 100 on nails")
    for text in ("hammer", "GRACE", "navy", "100%"):
        page = owner.get("/inbox/", query_string={"search": text}).text
        assert "Hammer" in page and "Saw" not in page, text


def test_long_lists_have_pages(owner: FlaskClient) -> None:
    """Each message is on one page, the links lead through them, and a page too far is the last."""
    for number in range(51):
        write(owner, f"Subject {number:02d}")
    seen: list[str] = []
    path = "/inbox/"
    for _ in range(10):
        page = owner.get(path).text
        seen += re.findall(r"Subject \d\d", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if not older:
            break
        path = older[1].replace("&amp;", "&")
    assert seen == [f"Subject {number:02d}" for number in reversed(range(51))]
    assert "Subject 00" in owner.get("/inbox/?page=99").text
    for odd in ("0", "-1", "x", "9" * 30):
        assert owner.get(f"/inbox/?page={odd}").status_code == 200, odd


def test_says_what_became_of_the_mail(owner: FlaskClient, connection: db.Connection) -> None:
    """A mail that was given up says why, and a button lets it be tried again."""
    reference = write(owner)
    page = f"/inbox/{reference}"
    assert "waits" in owner.get(page).text
    give_up(connection, "550 no such mailbox")
    assert "550 no such mailbox" in owner.get(page).text
    assert "not mailed" in owner.get("/inbox/").text
    assert post(owner, f"{page}/mail", page).location == page
    assert "Try to mail it again" not in owner.get(page).text


def give_up(connection: sqlite3.Connection, why: str) -> None:
    """Leave the outbox as it is after a mail server's refusal."""
    with db.transaction(connection):
        connection.execute(
            "UPDATE outbox SET attempts = 3, failed_at = ?, last_error = ?", (time(), why)
        )


def test_a_message_that_is_not_there_is_not_found(owner: FlaskClient) -> None:
    """A reference that was deleted, or never was, gets a page and no error."""
    for path in ("/inbox/NONE", "/inbox/NONE/delete"):
        assert owner.get(path).status_code == 404
