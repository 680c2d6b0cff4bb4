"""Edits: change or delete a note that is still as its editor has read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from note_api import revisions
from note_api.errors import EditedMeanwhile, NotFound
from note_api.models import Note
from note_api.notes import Draft, fill_in


def edit(session: Session, note_id: int, version: int, draft: Draft, now: datetime) -> Note:
    """Make a note say what the draft says, and put its former text away."""
    note = claim(session, note_id, version)
    revisions.keep(session, note)
    fill_in(session, note, draft)
    note.updated_at = now  # even where nothing else changes, so that every edit counts
    session.flush()
    return note


def delete(session: Session, note_id: int, version: int) -> None:
    """Delete a note, with its revisions."""
    session.delete(claim(session, note_id, version))
    session.flush()


def claim(session: Session, note_id: int, version: int) -> Note:
    """Return a note in just this version, and let nobody else change it until we are done."""
    # FOR UPDATE: of two editors at once, the later waits here, and then sees the new version.
    note = session.get(Note, note_id, with_for_update=True, populate_existing=True)
    if note is None:
        raise NotFound("note", note_id)
    if note.version != version:
        raise EditedMeanwhile(note_id)
    return note
