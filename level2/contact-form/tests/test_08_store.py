"""Step 8: a message and its mail are stored together or not at all, and the same twice is once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.messages import Receipt, SubmissionReused, list_messages, read_message, receive
from contact_form.settings import Settings

NOON = 1_773_489_600.0
INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "+442079460018", "Opening hours", "On Sunday?")


@pytest.fixture
def store(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        yield connection


def send(store: sqlite3.Connection, inquiry: Inquiry = INQUIRY, key: str = "form:1") -> Receipt:
    """Receive an inquiry at noon."""
    return receive(store, inquiry, key, NOON, "shop.example")


def count(store: sqlite3.Connection) -> tuple[int, int]:
    """Count the rows of both tables."""
    [messages] = store.execute("SELECT count(*) FROM messages").fetchone()
    [outbox] = store.execute("SELECT count(*) FROM outbox").fetchone()
    return messages, outbox


def test_a_message_is_stored_as_it_came(store: sqlite3.Connection) -> None:
    """All five texts are there, with the time and the reference that the receipt tells."""
    receipt = send(store)
    message = read_message(store, receipt.reference)
    assert (message.name, message.email, message.phone) == INQUIRY_LINES
    assert (message.subject, message.body) == ("Opening hours", "On Sunday?")
    assert receipt.received_at == message.received_at == NOON
    assert receipt.is_new


INQUIRY_LINES = ("Ada Nowak", "ada@example.org", "+442079460018")


def test_its_mail_waits_from_then_on(store: sqlite3.Connection) -> None:
    """In the outbox it is queued and due at the time of the message, and was never tried."""
    delivery = read_message(store, send(store).reference).delivery
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    assert delivery.queued_at == delivery.due_at == NOON


def test_the_message_id_is_chosen_now(store: sqlite3.Connection) -> None:
    """The Message-ID is the reference, an @ and our domain in angle brackets, whoever sends it when."""
    reference = send(store).reference
    assert read_message(store, reference).delivery.mail_id == f"<{reference}@shop.example>"


def test_references_tell_nothing(store: sqlite3.Connection) -> None:
    """References are ten letters of `LETTERS`, drawn at random: no two of fifty are the same."""
    references = {send(store, key=f"form:{number}").reference for number in range(50)}
    assert len(references) == 50
    assert all(
        len(name) == 10 and set(name) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for name in references
    )
    assert len({name[0] for name in references}) > 5


def test_what_cannot_be_mailed_is_not_stored(store: sqlite3.Connection) -> None:
    """If the place in the outbox cannot be written, there is no message either, and an error."""
    store.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        send(store)
    assert count(store) == (0, 0)
    assert not store.in_transaction


def test_it_is_committed_when_the_receipt_is_there(
    store: sqlite3.Connection, settings: Settings
) -> None:
    """Whoever has a receipt can trust it: another connection sees the message already."""
    receipt = send(store)
    with closing(db.connect(settings.database)) as other:
        assert read_message(other, receipt.reference).subject == "Opening hours"


def test_the_same_twice_is_once(store: sqlite3.Connection) -> None:
    """Sent again under the same key, a message gets the receipt of the first time, but is not new."""
    first = send(store)
    again = receive(store, INQUIRY, "form:1", NOON + 60, "shop.example")
    assert again == replace(first, is_new=False)
    assert count(store) == (1, 1)


def test_another_text_under_the_same_key_is_refused(store: sqlite3.Connection) -> None:
    """If any of the five texts differs, `SubmissionReused` is raised, and the first message stays."""
    receipt = send(store)
    for change in ("name", "email", "phone", "subject", "body"):
        with pytest.raises(SubmissionReused):
            send(store, replace(INQUIRY, **{change: "other"}))
    assert count(store) == (1, 1)
    assert read_message(store, receipt.reference).body == "On Sunday?"


def test_two_in_the_same_moment_are_one(store: sqlite3.Connection, settings: Settings) -> None:
    """Between our look for the key and our commit nobody else can store under it: both get one receipt."""
    looked = False

    def meanwhile(statement: str) -> None:
        nonlocal looked
        if looked:
            with suppress(sqlite3.OperationalError):  # it cannot write now, and does not wait here
                send(other)
        looked |= "SELECT" in statement

    with closing(db.connect(settings.database)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        store.set_trace_callback(meanwhile)  # is told each statement before it is run
        receipt = send(store)
        assert send(other) == replace(receipt, is_new=False)
    assert count(store) == (1, 1)


def test_the_same_text_under_another_key_is_another_message(store: sqlite3.Connection) -> None:
    """Who fills the form twice has written twice, even if it is the same."""
    assert send(store, key="form:1").reference != send(store, key="form:2").reference
    assert list_messages(store).total == 2


def test_quotes_are_text(store: sqlite3.Connection) -> None:
    """A visitor's text is handed to SQLite as a value: it never becomes a part of the statement."""
    text = "Robert'); DROP TABLE messages; --"
    receipt = send(store, replace(INQUIRY, name=text))
    assert read_message(store, receipt.reference).name == text
