"""Pages of a long list by a cursor, which says behind which note the next page begins."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, tuple_

from note_api.errors import Refused
from note_api.models import Note, UtcTime

MAX_PAGE = 100  # notes
MAX_ID = 2**31 - 1  # the largest INTEGER of PostgreSQL


@dataclass(frozen=True)
class Cursor:
    """The place of a note in the list, newest first; the id tells notes of one moment apart."""

    created_at: datetime
    note_id: int


def encode(cursor: Cursor) -> str:
    """Write a cursor as a word for an address; who gets it need not know what it means."""
    # step 10: begin
    place = f"{cursor.created_at.isoformat()} {cursor.note_id}"
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")
    # step 10: end


def decode(word: str) -> Cursor:
    """Read what `encode` wrote; refuse anything else, since it comes from outside."""
    # step 10: begin
    try:
        place = urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        moment, _, number = place.rpartition(" ")
        cursor = Cursor(datetime.fromisoformat(moment), int(number))
    except (binascii.Error, ValueError):
        cursor = None
    if (
        cursor is None
        or encode(cursor) != word
        or cursor.created_at.tzinfo != UTC
        or not 1 <= cursor.note_id <= MAX_ID
    ):
        raise Refused("cursor", "This is no cursor of ours: take the next one of the page before.")
    return cursor
    # step 10: end


def behind(cursor: Cursor) -> ColumnElement[bool]:
    """Return the condition that a note stands behind the cursor, newest first."""
    # step 10: begin
    place = tuple_(literal(cursor.created_at, UtcTime), literal(cursor.note_id))
    return tuple_(Note.created_at, Note.id) < place
    # step 10: end


def one_page(statement: Select[Any], word: str | None, size: int) -> Select[Any]:
    """Return `statement` newest first behind the cursor, with one row more than the page holds."""
    if word is not None:
        statement = statement.where(behind(decode(word)))
    return statement.order_by(Note.created_at.desc(), Note.id.desc()).limit(size + 1)


def next_word(notes: list[Note], size: int) -> str | None:
    """Return the cursor of the page after this one, or None where the surplus row is missing."""
    if len(notes) <= size:
        return None
    last = notes[size - 1]
    return encode(Cursor(last.created_at, last.id))
