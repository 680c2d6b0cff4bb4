"""The outbox: every mail goes out at least once, and twice only if we are killed at one moment."""

import fcntl
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from contact_form.db import Connection, transaction
from contact_form.mail import NotNow, Refused
from contact_form.messages import Message, MessageNotFound, as_message, read_message

FIRST_WAIT_S = 60
LONGEST_WAIT_S = 3600
GIVE_UP_AFTER_S = 5 * 86400  # RFC 5321, 4.5.4.1: four or five days
NOTE_WITHIN_S = 600.0  # of other writers' time: what is sent and not noted is sent again

Clock = Callable[[], float]
Send = Callable[[Message], None]
Uniform = Callable[[float, float], float]


@contextmanager
def only_deliverer(database: Path) -> Iterator[bool]:
    """Tell whether we are the one process that delivers; a kill frees the place at once."""
    with database.with_name(f"{database.name}.deliverer").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except BlockingIOError:
            free = False
        yield free  # closing the file gives the place back


def deliver_due(
    db: Connection, send: Send, clock: Clock, uniform: Uniform = random.uniform
) -> Iterator[Message]:
    """Try all mails that are due by now, yielding each message afterwards; we must be the one that delivers."""
    now = clock()
    while message := take_due(db, now, uniform):
        deliver(db, message, send, clock)
        with suppress(MessageNotFound):  # it may have been deleted meanwhile
            yield read_message(db, message.reference)


def take_due(db: Connection, now: float, uniform: Uniform) -> Message | None:
    """Count an attempt for the mail that has been due longest, and return its message.

    Counted before it is made, an attempt that kills us, or that a full disk lets nobody note, is not
    made again at once.
    """
    with transaction(db):
        row = db.execute(  # what is due later than any wait was written by a clock that ran ahead
            "SELECT * FROM waiting WHERE due_at <= ? OR due_at > ? ORDER BY due_at LIMIT 1",
            (now, now + LONGEST_WAIT_S),
        ).fetchone()
        if row is None:
            return None
        attempt = row["attempts"] + 1
        due_at = now + wait_s(attempt, uniform)  # unless it is sent before that
        db.execute(
            "UPDATE outbox SET attempts = ?, due_at = ? WHERE message_id = ?",
            (attempt, due_at, row["id"]),
        )
    return as_message(row)


def deliver(db: Connection, message: Message, send: Send, clock: Clock) -> None:
    """Send the mail of a message, and only then write down how that went.

    By its Message-ID, since the number of a message that is deleted meanwhile may be given again.
    """
    # step 10: begin
    sent_at = failed_at = None
    error = ""
    try:
        send(message)
    except Refused as refusal:
        failed_at, error = clock(), str(refusal)
    except NotNow as problem:
        failed_at = clock() if is_too_old(message.delivery.queued_at, clock()) else None
        error = str(problem)
    else:
        sent_at = clock()
    db.execute(
        "UPDATE outbox SET sent_at = ?, failed_at = ?, last_error = ? WHERE mail_id = ?",
        (sent_at, failed_at, error, message.delivery.mail_id),
    )
    # step 10: end


# step 11: begin
def wait_s(attempt: int, uniform: Uniform) -> float:
    """Return how long to wait after an attempt, the first being 1: twice as long, at random."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempt - 1))
    return uniform(1.0, longest)


def is_too_old(queued_at: float, now: float) -> bool:
    """Tell whether a mail has been tried for so long that a person should look."""
    return now - queued_at > GIVE_UP_AFTER_S


# step 11: stub
# def wait_s(attempt: int, uniform: Uniform) -> float:
#     """Return how long to wait after an attempt, the first being 1: twice as long, at random."""
#     return FIRST_WAIT_S
#
#
# def is_too_old(queued_at: float, now: float) -> bool:
#     """Tell whether a mail has been tried for so long that a person should look."""
#     return False
# step 11: end


def list_unsent(db: Connection) -> tuple[Message, ...]:
    """Return the messages whose mail waits or was given up, the oldest first."""
    rows = db.execute("SELECT * FROM deliveries WHERE sent_at IS NULL ORDER BY received_at, id")
    return tuple(map(as_message, rows))


def try_again(db: Connection, reference: str, now: float) -> None:
    """Make a mail due that has not gone out, and try as long as for a new one; raises `MessageNotFound`."""
    message = read_message(db, reference)
    db.execute(
        "UPDATE outbox SET failed_at = NULL, attempts = 0, queued_at = ?, due_at = ?"
        " WHERE mail_id = ? AND sent_at IS NULL",
        (now, now, message.delivery.mail_id),
    )
