"""What each step brings, shown: real requests through the application, on a database of its own."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any

from contact_form import db, messages, outbox
from contact_form.checks import check_address, check_line, check_phone
from contact_form.exchange import OURS, Exchange, tell
from contact_form.inbox.owners import add_owner, change_password
from contact_form.inquiry import Inquiry
from contact_form.mail import NotNow, NotSent, Refused, compose
from contact_form.settings import Settings
from contact_form.site.robots import stamp
from contact_form.web import create_app

Make = Callable[..., Settings]

NOW = 1_800_000_000.0  # 15 January 2027, 8:00 UTC
ADA = Inquiry("Ada Byron", "ada@engine.example", "", "A wrench", "Do you have one for 13 mm?")
FIELDS = {"name": ADA.name, "email": ADA.email, "subject": ADA.subject, "body": ADA.body}


def show(topic: str) -> None:
    """Print what one topic is about, as far as its step is written."""
    with TemporaryDirectory() as folder:
        try:
            TOPICS[topic](lambda **changes: _settings(Path(folder), **changes))
        except NotImplementedError as missing:
            print(f"not written yet: {missing}")


def _settings(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "secret_key": "of the demo, which signs nothing of value",
        "database": folder / "contact.db",
        "mail_from": "form@shop.example",
        "mail_to": "office@shop.example",
        "site_name": "Nut & Bolt",
        "secure_cookies": False,
    }
    return Settings(**values | changes)


def factory(make: Make) -> None:
    """Make two applications in one process, which share nothing."""
    for name in ("bolt", "quill"):
        settings = make(site_name=name, database=make().database.with_name(f"{name}.db"))
        app = create_app(settings)
        made = "made" if settings.database.exists() else "not made"
        print(f"the site {name} has its own {settings.database.name}, which is {made}")
        Exchange(app).get("/no/such/page")


def blueprints(make: Make) -> None:
    """Show which address belongs to which part, and the health of a site without its database."""
    app = create_app(make())
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = "/".join(sorted((rule.methods or set()) & {"GET", "POST"}))
        print(f"{methods:5}{rule.rule:30}{rule.endpoint}")
    for catcher in (False, True):
        reply = create_app(make(catcher=catcher)).test_client().get("/caught/")
        print(f"with catcher={catcher}, /caught/ answers {reply.status_code}")
    print("\nwithout its database:")
    make().database.unlink()
    visitor = Exchange(app)
    for question in ("live", "ready"):
        visitor.get(f"/health/{question}")


def form(make: Make) -> None:
    """Show what the page asks for, and what it says about an empty form and a long subject."""
    visitor = Exchange(create_app(make()))
    visitor.get("/")
    visitor.send_form("/", {}, visitor.read_hidden("/"))
    visitor.send_form("/", {"name": "Ada", "subject": 300 * "x"}, visitor.read_hidden("/"))


def address(_: Make) -> None:
    """Show what becomes of addresses, and of a second line that a mail server would obey."""
    for text in (
        "Ada@Engine.Example",
        "ada@engine",
        "ada@müller.example",
        "ada@x.example,b@y.example",
    ):
        _try(check_address, text)
    for text in ("  A wrench ", "A wrench\r\nBcc: everybody@list.example", "A \u202ehcnerw"):
        _try(check_line, text)


def phone(_: Make) -> None:
    """Write the same number in several ways, and some that nobody has."""
    for region, text in (
        ("GB", "020 7946 0018"),
        ("GB", "+44 (0)20 7946-0018"),
        ("DE", "030 901820"),
        ("GB", "030 901820"),
        ("GB", "call me"),
    ):
        _try(partial(check_phone, region=region), text, f"{region} ")


def _try(check: Callable[[str], str], text: str, where: str = "") -> None:
    try:
        tell(f"{where}{text!r} becomes {check(text)!r}")
    except ValueError as problem:
        tell(f"{where}{text!r}: {problem}")


def robots(make: Make) -> None:
    """Send a form whose invisible field is filled, one in no time, and one of yesterday."""
    app = create_app(make())
    visitor = Exchange(app)
    hidden = visitor.read_hidden("/")
    with app.app_context():
        minute, yesterday = stamp(time() - 60), stamp(time() - 86400)
    visitor.send_form("/", FIELDS | {"website": "spam.example"}, hidden | {"opened": minute})
    visitor.send_form("/", FIELDS, hidden)
    visitor.send_form("/", FIELDS, hidden | {"opened": yesterday})


def csrf(make: Make) -> None:
    """Send a form as another site would, and ours; then ask the API, which wants no token."""
    visitor = Exchange(create_app(make()))
    visitor.send_form("/", {"name": "Ada"}, {})
    visitor.send_form("/", {"name": "Ada"}, visitor.read_hidden("/"))
    visitor.send_json("/api/messages", {"name": "Ada"})
    visitor.send_form("/api/messages", {"name": "Ada"}, {})


def store(make: Make) -> None:
    """Send a message twice, another under its key, and one while the disk is full."""
    settings = make()
    program = Exchange(create_app(settings))
    for message in (FIELDS, FIELDS, FIELDS | {"body": "Or 14 mm?"}):
        program.send_json("/api/messages", message, Idempotency_Key="the-first-of-ada")
    with closing(db.connect(settings.database)) as connection:
        _count(connection)
        full = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        connection.execute(f"CREATE TRIGGER full BEFORE INSERT ON outbox {full}")
        try:
            messages.receive(connection, ADA, "the second", NOW, settings.mail_domain)
        except sqlite3.Error as error:
            print(f"while the second is written: {error}")
        _count(connection)


def _count(connection: db.Connection) -> None:
    for table in ("messages", "outbox"):
        [count] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        print(f"{table}: {count}")


def mail(make: Make) -> None:
    """Print the mail about a message as it goes to the server."""
    settings = make()
    with closing(_open(settings)) as connection:
        message = _receive(connection, settings, "Größe M10: 5 €?")
        print(OURS.sub("…", compose(message, settings).as_string()))


def send(make: Make) -> None:
    """Send three mails: one is taken, one comes at a bad time, one is not wanted."""
    settings = make()
    replies: list[NotSent | None] = [None, NotNow("421 too busy"), Refused("550 no such mailbox")]
    with closing(_open(settings)) as connection:
        for subject in ("first", "second", "third"):
            _receive(connection, settings, subject)
        for tried in outbox.deliver_due(connection, _reply_with(replies), lambda: NOW):
            fate = messages.read_message(connection, tried.reference).delivery
            print(
                f"{tried.subject}: {fate.state} after {fate.attempts} attempt, {fate.last_error!r}"
            )


def _reply_with(replies: list[NotSent | None]) -> outbox.Send:
    def reply(_: messages.Message) -> None:
        if problem := replies.pop(0):
            raise problem

    return reply


def retry(_: Make) -> None:
    """Show how long each attempt is waited for: at most, and by three mails that failed at once."""
    chance = random.Random(1)
    for attempt in range(1, 9):
        longest = outbox.wait_s(attempt, max)
        three = ", ".join(f"{outbox.wait_s(attempt, chance.uniform):.0f}" for _ in range(3))
        print(f"after attempt {attempt}: at most {longest:.0f} s; these three wait {three} s")


def limits(make: Make) -> None:
    """Write too often to a site that takes two a minute, each time under another forged address."""
    visitor = Exchange(create_app(make(submit_limit="2 per minute")))
    for number in range(3):
        visitor.send_json("/api/messages", FIELDS, X_Forwarded_For=f"198.51.100.{number}")
    print("somebody else:\n")
    visitor.address = "203.0.113.8"
    visitor.send_json("/api/messages", FIELDS)


def inbox(make: Make) -> None:
    """Knock at the inbox as a stranger; log in by a link that leads astray; change the password."""
    settings = make()
    name, password = "olive", "three plain words"
    with closing(_open(settings)) as connection:
        add_owner(connection, name, password)
        browser = Exchange(create_app(settings))
        browser.get("/inbox/?search=wrench")
        browser.get("/inbox/0123456789/delete")
        login = browser.read_hidden("/inbox/login")
        browser.send_form("/inbox/login", {"name": name, "password": "my dog"}, login)
        astray = login | {"next": "//evil.example/inbox/"}
        browser.send_form("/inbox/login", {"name": name, "password": password}, astray)
        browser.get("/inbox/")
        change_password(connection, name, "four other plain words")
        print("after a change of the password:\n")
        browser.get("/inbox/?page=2")


def _open(settings: Settings) -> db.Connection:
    db.create(settings.database)
    return db.connect(settings.database)


def _receive(connection: db.Connection, settings: Settings, subject: str) -> messages.Message:
    inquiry = replace(ADA, subject=subject)
    receipt = messages.receive(connection, inquiry, subject, NOW, settings.mail_domain)
    return messages.read_message(connection, receipt.reference)


TOPICS: dict[str, Callable[[Make], None]] = {
    topic.__name__: topic
    for topic in (
        factory, blueprints, form, address, phone, robots, csrf, store, mail, send, retry, limits, inbox
    )
}  # fmt: skip
