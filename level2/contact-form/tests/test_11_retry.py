"""Step 11: what does not go out now is tried again, later and later, each time at random, for five days."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from statistics import mean

import pytest

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.mail import NotNow
from contact_form.messages import Delivery, Message, read_message, receive
from contact_form.outbox import deliver_due, is_too_old, try_again, wait_s
from contact_form.settings import Settings

NOON = 1_773_489_600.0
HOUR = 3600.0
DAY = 24 * HOUR
INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "", "Opening hours", "Open on Sunday?")


@pytest.fixture
def outbox(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own, with a mail that was queued at noon."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        receive(connection, INQUIRY, "form:1", NOON, "shop.example")
        yield connection


def busy(_: Message) -> None:
    """Be a server that never has time."""
    raise NotNow("451 busy")


def highest(low: float, high: float) -> float:
    """Draw the longest wait there is."""
    return high


def try_at(outbox: sqlite3.Connection, now: float) -> Delivery:
    """Try at a time what is due then, and return how it fares."""
    for _ in deliver_due(outbox, busy, lambda: now, highest):
        pass
    [reference] = outbox.execute("SELECT reference FROM messages").fetchone()
    return read_message(outbox, reference).delivery


def test_the_longest_wait_doubles(settings: Settings) -> None:
    """After the first attempt it is at most 60 seconds, then 120, 240 and so on."""
    assert [wait_s(attempt, highest) for attempt in (1, 2, 3, 4)] == [60, 120, 240, 480]


def test_the_longest_wait_is_an_hour() -> None:
    """However many attempts there were, even a thousand or two, it is never more than an hour."""
    assert [wait_s(attempt, highest) for attempt in (6, 7, 8, 2000)] == [1920, HOUR, HOUR, HOUR]


def test_the_shortest_wait_is_a_second() -> None:
    """It is drawn from one second on: never 0, which would be no wait."""
    assert [wait_s(attempt, lambda low, high: low) for attempt in (1, 5, 50)] == [1, 1, 1]


def test_each_wait_is_drawn_anew() -> None:
    """Mails that failed together come back spread over the whole time, and not together."""
    uniform = random.Random(11).uniform
    waits = [wait_s(7, uniform) for _ in range(1000)]
    assert mean(waits) == pytest.approx(HOUR / 2, rel=0.05)
    assert min(waits) < HOUR / 50 and max(waits) > HOUR * 49 / 50


def test_five_days_are_not_too_long() -> None:
    """Until five days have passed since it was queued, a mail is tried; after that, it is too old."""
    assert not is_too_old(NOON, NOON)
    assert not is_too_old(NOON, NOON + 5 * DAY)
    assert is_too_old(NOON, NOON + 5 * DAY + 1)


def test_the_waits_grow_in_the_outbox(outbox: sqlite3.Connection) -> None:
    """Tried whenever it is due, the mail is due again a minute later, then two, then four."""
    first = try_at(outbox, NOON)
    second = try_at(outbox, first.due_at)
    third = try_at(outbox, second.due_at)
    assert [first.due_at - NOON, second.due_at - first.due_at] == [60, 120]
    assert (third.attempts, third.due_at - second.due_at) == (3, 240)


def test_a_weekend_of_trouble_costs_nothing(outbox: sqlite3.Connection) -> None:
    """A server that is away for two days has been tried fifty times, and gets the mail on Monday."""
    delivery = try_at(outbox, NOON)
    for _ in range(100):
        if delivery.due_at < NOON + 2 * DAY:
            delivery = try_at(outbox, delivery.due_at)
    assert 45 < delivery.attempts < 60
    sent: list[Message] = []
    list(deliver_due(outbox, sent.append, lambda: delivery.due_at))
    assert [message.subject for message in sent] == ["Opening hours"]


def test_after_five_days_a_person_has_to_look(outbox: sqlite3.Connection) -> None:
    """What was tried for more than five days is given up, and keeps what the server said last."""
    delivery = try_at(outbox, NOON + 5 * DAY + 1)
    assert (delivery.state, delivery.last_error) == ("failed", "451 busy")


def test_what_was_given_up_gets_five_days_more(outbox: sqlite3.Connection) -> None:
    """*Try again* makes it due at once; if it fails then, it waits a minute, as a new one does."""
    assert try_at(outbox, NOON + 6 * DAY).state == "failed"
    [reference] = outbox.execute("SELECT reference FROM messages").fetchone()
    try_again(outbox, reference, NOON + 7 * DAY)
    delivery = try_at(outbox, NOON + 7 * DAY)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert delivery.due_at == NOON + 7 * DAY + 60
