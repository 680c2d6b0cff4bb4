"""Messages: what visitors wrote, stored once, with its place in the outbox, read, and deleted in time."""

import math
import secrets
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from sqlite3 import Row
from typing import Any

from contact_form.db import Connection, transaction
from contact_form.inquiry import Inquiry

PAGE_SIZE = 20  # messages
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U: they are read aloud, too
REFERENCE_LENGTH = 10  # of 32 letters each: 50 bits, which nobody guesses


class ContactFormError(Exception):
    """What was asked for cannot be; the message says why, and what mends it."""


class SubmissionReused(ContactFormError):
    """Another text came under a key that already has one."""


class MessageNotFound(ContactFormError):
    """No message has this reference."""


@dataclass(frozen=True)
class Receipt:
    """What a visitor is told: how to refer to the message, and whether we had it already."""

    reference: str
    received_at: float  # seconds since 1970, as are all times here
    is_new: bool


@dataclass(frozen=True)
class Delivery:
    """How the mail of a message fares."""

    mail_id: str
    attempts: int
    queued_at: float
    due_at: float
    sent_at: float | None
    failed_at: float | None
    last_error: str

    @property
    def state(self) -> str:
        """Return one of `sent`, `failed` and `waiting`."""
        if self.sent_at is not None:
            return "sent"
        return "waiting" if self.failed_at is None else "failed"


@dataclass(frozen=True)
class Message(Inquiry):
    """An inquiry that we have received."""

    reference: str
    received_at: float
    read_at: float | None
    delivery: Delivery


@dataclass(frozen=True)
class Page:
    """Some of the messages, the newest first, and how many there are in all."""

    messages: tuple[Message, ...]
    total: int
    page: int
    pages: int


def receive(
    db: Connection, inquiry: Inquiry, submission: str, now: float, mail_domain: str
) -> Receipt:
    """Store an inquiry and its place in the outbox, both or neither, and once for each `submission`.

    Raises `SubmissionReused` where that key has come with another text.
    """
    # step 8: begin
    with transaction(db):
        known = db.execute("SELECT * FROM messages WHERE submission = ?", (submission,)).fetchone()
        if known:
            if as_inquiry(known) != inquiry:
                raise SubmissionReused("Another text was sent under this key; take a new one.")
            return Receipt(known["reference"], known["received_at"], is_new=False)
        reference = make_reference()
        stored = db.execute(
            "INSERT INTO messages (reference, received_at, submission, name, email, phone, subject,"
            " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (reference, now, submission, *astuple(inquiry)),
        )
        db.execute(
            "INSERT INTO outbox (message_id, mail_id, queued_at, due_at) VALUES (?, ?, ?, ?)",
            (stored.lastrowid, f"<{reference}@{mail_domain}>", now, now),
        )
    return Receipt(reference, now, is_new=True)
    # step 8: end


def make_reference() -> str:
    """Draw a reference, which nobody guesses, and which does not tell how many there are."""
    return "".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LENGTH))


def list_messages(db: Connection, search: str = "", page: int = 1) -> Page:
    """Return a page of the messages that contain `search`; beyond the last page, the last."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    [total] = db.execute(
        "SELECT count(*) FROM deliveries WHERE everything LIKE ? ESCAPE '\\'", (pattern,)
    ).fetchone()
    pages = max(1, math.ceil(total / PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = db.execute(
        "SELECT * FROM deliveries WHERE everything LIKE ? ESCAPE '\\'"
        " ORDER BY received_at DESC, id DESC LIMIT ? OFFSET ?",
        (pattern, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    )
    return Page(tuple(map(as_message, rows)), total, page, pages)


def count_unread(db: Connection) -> int:
    """Count the messages that nobody has read yet."""
    [count] = db.execute("SELECT count(*) FROM messages WHERE read_at IS NULL").fetchone()
    return int(count)


def read_message(db: Connection, reference: str) -> Message:
    """Return one message; raises `MessageNotFound`."""
    row = db.execute("SELECT * FROM deliveries WHERE reference = ?", (reference,)).fetchone()
    if row is None:
        raise _not_found(reference)
    return as_message(row)


def mark_read(db: Connection, reference: str, at: float | None) -> None:
    """Note when a message was read; `None` makes it unread again."""
    with transaction(db):
        marked = db.execute("UPDATE messages SET read_at = ? WHERE reference = ?", (at, reference))
        if not marked.rowcount:
            raise _not_found(reference)


def delete_message(db: Connection, reference: str) -> None:
    """Delete a message for good, and its mail if that still waits."""
    if not _delete(db, "DELETE FROM messages WHERE reference = ?", reference):
        raise _not_found(reference)


def forget_visitor(db: Connection, email: str) -> int:
    """Delete all that came from an address; returns how many messages that were."""
    return _delete(db, "DELETE FROM messages WHERE email = ? COLLATE NOCASE", email)


def purge(db: Connection, before: float) -> int:
    """Delete what came before a time, but for what still waits to be mailed; returns how many."""
    old = "DELETE FROM messages WHERE received_at < ? AND id NOT IN (SELECT id FROM waiting)"
    return _delete(db, old, before)


def as_inquiry(row: Row) -> Inquiry:
    """Make of a row of the table `messages` what the visitor sent."""
    return Inquiry(*_values(Inquiry, row))


def as_message(row: Row) -> Message:
    """Make a message of a row of the view `deliveries`."""
    values = {field.name: row[field.name] for field in fields(Message) if field.name != "delivery"}
    return Message(**values, delivery=Delivery(*_values(Delivery, row)))


def _delete(db: Connection, statement: str, value: str | float) -> int:
    with transaction(db):
        deleted = db.execute(statement, (value,)).rowcount
    if deleted:  # and do not keep it in the write-ahead log either
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return deleted


def _not_found(reference: str) -> MessageNotFound:
    return MessageNotFound(f"There is no message {reference}; it may have been deleted.")


def _values(kind: Any, row: Row) -> Iterator[Any]:
    return (row[field.name] for field in fields(kind))
