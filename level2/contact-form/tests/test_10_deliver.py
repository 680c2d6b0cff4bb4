"""Step 10: a mail is sent, and only then noted as sent; what a server says decides what follows."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from post_office import PostOffice

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.mail import Mailer, NotNow, Refused, check_reply
from contact_form.messages import Delivery, Message, delete_message, read_message, receive
from contact_form.outbox import deliver, take_due
from contact_form.settings import Settings

NOON = 1_773_489_600.0
SOON = NOON + 5.0
INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "", "Opening hours", "Open on Sunday?")


@pytest.fixture
def outbox(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own, in which a mail has been taken from the outbox, to be sent."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        yield connection


def take(outbox: sqlite3.Connection, submission: str = "form:1") -> Message:
    """Store a message and take its mail from the outbox."""
    receive(outbox, INQUIRY, submission, NOON, "shop.example")
    message = take_due(outbox, NOON, lambda low, high: high)
    assert message
    return message


def delivery_after(
    outbox: sqlite3.Connection, message: Message, send: Callable[[Message], None]
) -> Delivery:
    """Deliver at five seconds past noon, and return what the outbox says then."""
    deliver(outbox, message, send, lambda: SOON)
    return read_message(outbox, message.reference).delivery


def failing(problem: Exception) -> Callable[[Message], None]:
    """Return a `send` that raises."""

    def send(_: Message) -> None:
        raise problem

    return send


@pytest.mark.parametrize("code", [200, 250, 251, 299])
def test_a_reply_that_begins_with_2_is_a_yes(code: int) -> None:
    """Replies from 200 to 299 mean that the server did as it was asked: nothing is raised."""
    check_reply(code, b"OK")


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_reply_that_begins_with_4_is_a_not_yet(code: int) -> None:
    """After 421 or 451 the same mail may be taken later: `NotNow`, with the code and the words."""
    with pytest.raises(NotNow, match=f"^{code} try later$"):
        check_reply(code, b"try later")


@pytest.mark.parametrize("code", [500, 550, 552, 554])
def test_a_reply_that_begins_with_5_is_a_no(code: int) -> None:
    """After 550 it is pointless to come again: `Refused`, with the code and the words."""
    with pytest.raises(Refused, match=f"^{code} not here$"):
        check_reply(code, b"not here")


@pytest.mark.parametrize("code", [-1, 354])
def test_what_is_neither_yes_nor_no_is_not_now(code: int) -> None:
    """A reply that makes no sense here, as 354 or smtplib's -1, decides nothing for good: `NotNow`."""
    with pytest.raises(NotNow):
        check_reply(code, b"")


def test_what_the_server_took_is_noted_as_sent(outbox: sqlite3.Connection) -> None:
    """After `send` has returned, `sent_at` is the time of that, and nothing is due any more."""
    delivery = delivery_after(outbox, take(outbox), lambda _: None)
    assert (delivery.state, delivery.sent_at) == ("sent", SOON)
    assert take_due(outbox, NOON + 1e6, lambda low, high: high) is None


def test_nothing_is_noted_before_it_was_sent(
    outbox: sqlite3.Connection, settings: Settings
) -> None:
    """While the server is spoken to, the mail still waits: if we are killed now, it is sent again."""
    states = []

    def look(message: Message) -> None:
        with closing(db.connect(settings.database)) as other:
            states.append(read_message(other, message.reference).delivery.state)

    delivery_after(outbox, take(outbox), look)
    assert states == ["waiting"]


def test_visitors_do_not_wait_for_the_mail_server(
    outbox: sqlite3.Connection, settings: Settings
) -> None:
    """While a mail is being sent, another message can be stored: no transaction is open meanwhile."""

    def store_another(_: Message) -> None:
        with closing(db.connect(settings.database)) as other:
            other.execute("PRAGMA busy_timeout = 0")
            receive(other, INQUIRY, "form:2", NOON, "shop.example")

    assert delivery_after(outbox, take(outbox), store_another).state == "sent"


def test_what_is_refused_is_given_up(outbox: sqlite3.Connection) -> None:
    """After a refusal `failed_at` is set, `last_error` says why, and it is not tried again."""
    delivery = delivery_after(outbox, take(outbox), failing(Refused("550 no such user")))
    assert (delivery.state, delivery.failed_at) == ("failed", SOON)
    assert delivery.last_error == "550 no such user"
    assert take_due(outbox, NOON + 1e6, lambda low, high: high) is None


def test_what_is_not_taken_now_still_waits(outbox: sqlite3.Connection) -> None:
    """A mail that the server does not take now is due again when `take_due` said, and says why."""
    delivery = delivery_after(outbox, take(outbox), failing(NotNow("451 busy")))
    assert (delivery.state, delivery.last_error) == ("waiting", "451 busy")
    assert delivery.due_at > NOON


def test_a_mail_that_went_out_in_the_end_has_no_error(outbox: sqlite3.Connection) -> None:
    """What was wrong at an earlier attempt is forgotten when the mail has gone out."""
    message = take(outbox)
    delivery_after(outbox, message, failing(NotNow("451 busy")))
    assert delivery_after(outbox, message, lambda _: None).last_error == ""


def test_a_number_that_is_given_again_is_no_mix_up(
    outbox: sqlite3.Connection, settings: Settings
) -> None:
    """A message deleted while its mail goes out leaves its row's number to the next, which still waits."""
    message = take(outbox)

    def replace(_: Message) -> None:
        with closing(db.connect(settings.database)) as other:
            delete_message(other, message.reference)
            receive(other, INQUIRY, "form:2", NOON, "shop.example")

    deliver(outbox, message, replace, lambda: SOON)
    waiting = take_due(outbox, NOON, lambda low, high: high)
    assert waiting and waiting.reference != message.reference


def test_a_bug_of_ours_is_not_taken_for_a_success(outbox: sqlite3.Connection) -> None:
    """An exception that nobody expects goes on up, and the mail still waits."""
    message = take(outbox)
    with pytest.raises(ZeroDivisionError):
        deliver(outbox, message, failing(ZeroDivisionError()), lambda: SOON)
    assert read_message(outbox, message.reference).delivery.state == "waiting"


def test_a_real_server_takes_it(outbox: sqlite3.Connection, settings: Settings) -> None:
    """A mail server on this machine gets the mail, and the outbox says that it went out."""
    with PostOffice() as office:
        mailer = Mailer(office.serving(settings))
        delivery = delivery_after(outbox, take(outbox), mailer.send_message)
        assert delivery.state == "sent"
        assert office.mail_ids == [delivery.mail_id]


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(("reply", "state"), [("451 busy", "waiting"), ("550 no", "failed")])
def test_a_real_server_refuses_or_is_busy(
    outbox: sqlite3.Connection, settings: Settings, stage: str, reply: str, state: str
) -> None:
    """Whether to the sender, the recipient or the text: a 5 is given up, a 4 waits."""
    with PostOffice(**{stage: reply}) as office:
        mailer = Mailer(office.serving(settings))
        delivery = delivery_after(outbox, take(outbox), mailer.send_message)
    assert (delivery.state, delivery.last_error) == (state, reply)
