"""Whose turn it is in the outbox, also when clocks jump and messages vanish."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import time

import pytest

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.messages import Message, delete_message, receive
from contact_form.outbox import deliver_due, take_due
from contact_form.settings import Settings

NOON = 1_773_489_600.0
YEAR_S = 365 * 86400.0


@pytest.fixture
def outbox(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        yield connection


def write(outbox: sqlite3.Connection, subject: str, at: float = NOON) -> str:
    """Store a message, and return its reference."""
    inquiry = Inquiry("Ada Nowak", "ada@example.org", "", subject, "Are you open?")
    return receive(outbox, inquiry, f"form:{subject}", at, "shop.example").reference


def test_what_has_waited_longest_goes_first(outbox: sqlite3.Connection) -> None:
    """A mail that is due for an hour is not passed by one that is due since a minute."""
    for subject, age_s in (("second", 60), ("first", 3600), ("third", 1)):
        write(outbox, subject, NOON - age_s)
    taken = [take_due(outbox, NOON, max) for _ in range(4)]
    assert [message and message.subject for message in taken] == ["first", "second", "third", None]


def test_a_message_may_be_deleted_while_its_mail_goes_out(outbox: sqlite3.Connection) -> None:
    """It is gone, and the next mail goes out all the same."""
    for subject in ("first", "second"):
        write(outbox, subject)
    sent = []

    def send(message: Message) -> None:
        sent.append(message.subject)
        if message.subject == "first":
            delete_message(outbox, message.reference)

    assert [message.subject for message in deliver_due(outbox, send, time)] == ["second"]
    assert sent == ["first", "second"]


def test_a_clock_that_ran_ahead_holds_no_mail_back(outbox: sqlite3.Connection) -> None:
    """What came while the clock was a year ahead is due once that is mended, and not in a year."""
    reference = write(outbox, "Hello", at=NOON + YEAR_S)
    taken = take_due(outbox, NOON, max)
    assert taken and taken.reference == reference
    assert take_due(outbox, NOON, max) is None
