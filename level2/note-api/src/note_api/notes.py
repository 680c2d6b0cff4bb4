"""Notes: write, read and list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from note_api import categories, paging, search, tags
from note_api.errors import NotFound, Refused
from note_api.models import Category, Note


@dataclass(frozen=True)
class Draft:
    """All of a note that its writer decides."""

    title: str
    body: str = ""
    category_id: int | None = None
    tags: Sequence[str] = ()
    pinned: bool = False
    archived: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which notes a list should hold; a category stands for all that is in it, however deep."""

    text: str | None = None
    category_id: int | None = None
    tag: str | None = None
    archived: bool = False


@dataclass(frozen=True)
class Page:
    """Some notes of a list, newest first, and the cursor of the next page if there is one."""

    notes: list[Note]
    next: str | None


def create(session: Session, draft: Draft, now: datetime) -> Note:
    """Write a new note."""
    note = Note(created_at=now, updated_at=now)
    fill_in(session, note, draft)
    session.add(note)
    session.flush()
    return note


def fill_in(session: Session, note: Note, draft: Draft) -> None:
    """Make a note say what the draft says."""
    if draft.category_id is not None and session.get(Category, draft.category_id) is None:
        raise Refused("category_id", f"There is no category {draft.category_id}.")
    # Tags first, since they are asked for, and a question sends what was changed before it.
    note.tags = tags.named(session, draft.tags)
    note.title, note.body, note.category_id = draft.title, draft.body, draft.category_id
    note.pinned, note.archived = draft.pinned, draft.archived


def read(session: Session, note_id: int) -> Note:
    """Return one note."""
    note = session.get(Note, note_id)
    if note is None:
        raise NotFound("note", note_id)
    return note


def list_page(session: Session, wanted: Wanted, cursor: str | None, size: int) -> Page:
    """Return one page of the wanted notes, without their bodies, in as few statements for 5 as for 5,000."""
    statement = paging.one_page(with_related(choose(session, wanted)), cursor, size)
    found = list(session.scalars(statement))
    return Page(found[:size], paging.next_word(found, size))


def choose(session: Session, wanted: Wanted) -> Select[Any]:
    """Return the statement that finds the wanted notes."""
    statement = select(Note).where(Note.archived == wanted.archived)
    if wanted.category_id is not None:
        statement = statement.where(Note.category_id.in_(categories.below(wanted.category_id)))
    if wanted.tag is not None:
        statement = statement.where(tags.tagged(wanted.tag))
    if wanted.text is not None:
        dialect = session.get_bind().dialect.name
        statement = statement.where(search.matching(wanted.text, dialect))
    return statement


def with_related(statement: Select[Any]) -> Select[Any]:
    """Say what a list shows of each note, so that it is not asked for note by note."""
    # step 5: begin
    return statement.options(
        defer(Note.body),
        joinedload(Note.category),
        selectinload(Note.tags),
    )
    # step 5: end
