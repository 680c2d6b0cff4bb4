"""Edits: change or delete a note that is still as its editor has read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from note_api.errors import EditedMeanwhile
from note_api.models import Note, Revision
from note_api.notes import Draft, fill_in, read


def edit(session: Session, note_id: int, version: int, draft: Draft, now: datetime) -> Note:
    """Touch the row, remember what it says, and write the draft over it."""
    note = touch(session, note_id, version)
    former = Revision(
        note_id=note_id,
        number=version,
        title=note.title,
        body=note.body,
        written_at=note.updated_at,
    )
    fill_in(session, note, draft)
    note.updated_at = now
    session.add(former)
    session.flush()
    return note


def delete(session: Session, note_id: int, version: int) -> None:
    """Touch the row, and delete it."""
    session.delete(touch(session, note_id, version))
    session.flush()


def touch(session: Session, note_id: int, version: int) -> Note:
    """Write a row's version over itself; where somebody came first, there is none to write to."""
    note = read(session, note_id)
    same = update(Note).where(Note.id == note_id, Note.version == version).values(version=version)
    if session.execute(same, execution_options={"synchronize_session": False}).rowcount == 0:
        raise EditedMeanwhile(note_id)
    session.refresh(note)
    return note
