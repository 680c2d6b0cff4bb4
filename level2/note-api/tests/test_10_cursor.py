"""Step 10: pages by a cursor, which stays true while others write."""

from datetime import datetime, timedelta, timezone

import pytest
from conftest import NOW
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from note_api import paging
from note_api.errors import Refused
from note_api.models import Note
from note_api.paging import Cursor

EAST = timezone(timedelta(hours=23))
PLACE = Cursor(NOW + timedelta(microseconds=7), 42)


def add_notes(session: Session, minutes: list[int]) -> None:
    """Write a note for each minute, with the numbers 1, 2, 3…"""
    moments = [NOW + timedelta(minutes=each) for each in minutes]
    rows = [
        {"title": "x", "body": "", "version": 1, "created_at": m, "updated_at": m} for m in moments
    ]
    session.execute(insert(Note), rows)


def read_ids(session: Session, word: str | None, size: int) -> tuple[list[int], str | None]:
    """Return the numbers of a page, and the word for the next."""
    found = list(session.scalars(paging.one_page(select(Note), word, size)))
    return [note.id for note in found[:size]], paging.next_word(found, size)


def read_all(session: Session, size: int) -> list[list[int]]:
    """Return all pages, up to the tenth."""
    pages, word = [], None
    for _ in range(10):
        ids, word = read_ids(session, word, size)
        pages.append(ids)
        if word is None:
            break
    return pages


def test_a_cursor_comes_back_as_it_went() -> None:
    """Encoded and decoded it is the same, to the microsecond."""
    assert paging.decode(paging.encode(PLACE)) == PLACE


def test_a_cursor_is_a_word_for_an_address() -> None:
    """Letters, digits, - and _ need no escape in an address; = and + do."""
    word = paging.encode(PLACE)
    assert word.replace("-", "").replace("_", "").isalnum()
    assert word.isascii()


@pytest.mark.parametrize("word", ["", "x", "!!!!", "é", "AAAA", "bm90aGluZw", "MjAyNi0wMy0wMiAx"])
def test_a_word_that_is_no_cursor_is_refused(word: str) -> None:
    """It comes from outside: whatever it is, the answer is `Refused` with a sentence, and no other error."""
    with pytest.raises(Refused, match="cursor"):
        paging.decode(word)


@pytest.mark.parametrize(
    "moment",
    [NOW.replace(tzinfo=None), NOW.astimezone(EAST), datetime(1, 1, 1, tzinfo=EAST)],
    ids=["no zone", "another", "before all time"],
)
def test_a_time_that_is_not_in_utc_is_refused(moment: datetime) -> None:
    """Without a zone nobody knows the moment, and with another it may be in no calendar: ours are in UTC."""
    with pytest.raises(Refused):
        paging.decode(paging.encode(Cursor(moment, 1)))


@pytest.mark.parametrize("number", [0, -1, paging.MAX_ID + 1])
def test_a_number_that_no_note_can_have_is_refused(number: int) -> None:
    """PostgreSQL would stumble over it: what `encode` writes of it is no cursor of ours."""
    with pytest.raises(Refused):
        paging.decode(paging.encode(Cursor(NOW, number)))


def test_all_notes_come_once_and_in_order(session: Session) -> None:
    """Page after page, newest first, nothing twice and nothing left out."""
    add_notes(session, [0, 1, 2, 3, 4, 5, 6])
    assert read_all(session, 3) == [[7, 6, 5], [4, 3, 2], [1]]


def test_notes_of_the_same_moment_are_told_apart(session: Session) -> None:
    """A page may end among notes of one moment: then their numbers decide where the next begins."""
    add_notes(session, [0, 5, 5, 5, 5, 9])
    assert read_all(session, 2) == [[6, 5], [4, 3], [2, 1]]


def test_a_later_number_may_be_an_older_note(session: Session) -> None:
    """The moment decides first, and the number only among equals: both together are one place."""
    add_notes(session, [9, 1, 8, 2, 7])
    assert read_all(session, 2) == [[1, 3], [5, 4], [2]]


def test_what_is_written_meanwhile_shifts_nothing(session: Session) -> None:
    """With OFFSET, each new note would push one that was seen onto the next page; a cursor stays."""
    add_notes(session, [0, 1, 2, 3])
    first, word = read_ids(session, None, 2)
    add_notes(session, [7, 8])
    second, _ = read_ids(session, word, 2)
    assert (first, second) == ([4, 3], [2, 1])


def test_what_is_deleted_meanwhile_loses_nothing(session: Session) -> None:
    """The note at which a page ended may go: its place in the order stays a place."""
    add_notes(session, [0, 1, 2, 3])
    _, word = read_ids(session, None, 2)
    session.delete(session.get_one(Note, 3))
    session.flush()
    assert read_ids(session, word, 2)[0] == [2, 1]
