"""Reading, searching and deleting messages; and what is deleted is gone from the disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from contact_form import db, messages
from contact_form.inquiry import Inquiry
from contact_form.messages import MessageNotFound
from contact_form.settings import Settings

NOON = 1_773_489_600.0
DAY_S = 86400.0


@pytest.fixture
def store(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        yield connection


def write(
    store: sqlite3.Connection,
    subject: str = "Hello",
    email: str = "ada@example.org",
    at: float = NOON,
) -> str:
    """Store a message, and return its reference."""
    inquiry = Inquiry("Ada Nowak", email, "", subject, "Are you open?")
    key = f"form:{subject} {email} {at}"
    return messages.receive(store, inquiry, key, at, "shop.example").reference


def mark_sent(store: sqlite3.Connection) -> None:
    """Note that all mail has gone out."""
    store.execute("UPDATE outbox SET sent_at = ?", (NOON,))


def subjects(store: sqlite3.Connection, search: str = "", page: int = 1) -> list[str]:
    """Return the subjects on a page."""
    return [found.subject for found in messages.list_messages(store, search, page).messages]


def test_the_newest_comes_first(store: sqlite3.Connection) -> None:
    """The list begins with what came last; of two in one instant, with the one stored last."""
    write(store, "first")
    write(store, "third", at=NOON + 1)
    write(store, "second")
    assert subjects(store) == ["third", "second", "first"]


def test_pages_have_twenty(store: sqlite3.Connection) -> None:
    """Of 45 messages the third page has five; a page that there is not is the nearest."""
    for number in range(45):
        write(store, f"Number {number}")
    page = messages.list_messages(store, page=3)
    assert (len(page.messages), page.total, page.page, page.pages) == (5, 45, 3, 3)
    assert messages.list_messages(store, page=99) == page
    assert messages.list_messages(store, page=-1).page == 1


def test_an_empty_inbox_has_one_page(store: sqlite3.Connection) -> None:
    """Nothing found is a page with nothing on it."""
    assert messages.list_messages(store) == messages.Page((), 0, 1, 1)


@pytest.mark.parametrize("search", ["HELLO", "nowak", "ada@", "open?"])
def test_a_search_looks_everywhere(store: sqlite3.Connection, search: str) -> None:
    """Name, address, subject and body are searched, whatever the case."""
    write(store)
    assert subjects(store, search) == ["Hello"]
    assert subjects(store, f"{search}x") == []


@pytest.mark.parametrize("search", ["%", "_", "\\", "100%", "'"])
def test_wildcards_are_text(store: sqlite3.Connection, search: str) -> None:
    """What has a meaning in SQL is looked for as it stands."""
    write(store)
    assert subjects(store, search) == []
    write(store, f"a 100% {search} b")
    assert subjects(store, search) == [f"a 100% {search} b"]


def test_a_message_is_found_by_its_reference(store: sqlite3.Connection) -> None:
    """The reference that the visitor was told is enough, in any case."""
    reference = write(store)
    assert subjects(store, reference.lower()) == ["Hello"]


def test_messages_are_marked_and_counted(store: sqlite3.Connection) -> None:
    """Unread are those that nobody has marked, or that somebody has unmarked."""
    reference = write(store)
    write(store, "other")
    messages.mark_read(store, reference, NOON)
    assert messages.count_unread(store) == 1
    assert messages.read_message(store, reference).read_at == NOON
    messages.mark_read(store, reference, None)
    assert messages.count_unread(store) == 2


def test_what_is_not_there_is_said(store: sqlite3.Connection) -> None:
    """Reading, marking and deleting need a reference that exists."""
    for ask in (
        lambda: messages.read_message(store, "NONE"),
        lambda: messages.mark_read(store, "NONE", NOON),
        lambda: messages.delete_message(store, "NONE"),
    ):
        with pytest.raises(MessageNotFound, match="no message NONE"):
            ask()


def test_a_deleted_message_is_not_mailed(store: sqlite3.Connection) -> None:
    """With the message goes its place in the outbox."""
    messages.delete_message(store, write(store))
    assert subjects(store) == []
    assert store.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0


def test_a_visitor_is_forgotten(store: sqlite3.Connection) -> None:
    """All that came from an address is deleted, in whatever case that was written, and nothing else."""
    write(store, "one", "Ada@example.org")
    write(store, "two")
    write(store, "three", "ada@example.organ")
    assert messages.forget_visitor(store, "ADA@example.org") == 2
    assert subjects(store) == ["three"]


def test_old_messages_are_deleted(store: sqlite3.Connection) -> None:
    """What was received before a time goes, what came at that time stays."""
    write(store, "old", at=NOON - 1)
    write(store, "new")
    mark_sent(store)
    assert messages.purge(store, NOON) == 1
    assert subjects(store) == ["new"]


def test_what_waits_to_be_mailed_is_kept(store: sqlite3.Connection) -> None:
    """However old, a message stays while its mail waits; when that went out or was given up, it goes."""
    write(store, at=NOON - 400 * DAY_S)
    assert messages.purge(store, NOON) == 0
    store.execute("UPDATE outbox SET failed_at = ?", (NOON,))
    assert messages.purge(store, NOON) == 1


def test_what_was_deleted_is_not_on_the_disk(store: sqlite3.Connection, settings: Settings) -> None:
    """After a visitor was forgotten, no file of the database holds a word of theirs."""
    write(store, "Xylophone quartet")
    write(store, "other", "bob@example.org")
    messages.forget_visitor(store, "ada@example.org")
    files = list(settings.database.parent.glob(f"{settings.database.name}*"))
    assert len(files) > 1
    assert not any(b"Xylophone" in file.read_bytes() for file in files)


def test_only_we_can_read_the_database(settings: Settings, store: sqlite3.Connection) -> None:
    """Its file belongs to us alone, and so do those that SQLite puts beside it."""
    write(store)
    for file in settings.database.parent.glob(f"{settings.database.name}*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_transaction_has_the_right_to_write_from_its_beginning(
    store: sqlite3.Connection, settings: Settings
) -> None:
    """What it reads first, such as a key that nobody has used yet, nobody changes before it ends."""
    with closing(db.connect(settings.database)) as other, db.transaction(store):
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
