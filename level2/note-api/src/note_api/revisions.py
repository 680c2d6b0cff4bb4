"""Revisions: what a note said before each edit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from note_api.models import Note, Revision


def keep(session: Session, note: Note) -> None:
    """Put the present text of a note away, under the number of its version."""
    session.add(
        Revision(
            note_id=note.id,
            number=note.version,
            title=note.title,
            body=note.body,
            written_at=note.updated_at,
        )
    )


def of(session: Session, note_id: int) -> Sequence[Revision]:
    """Return the former texts of a note, the latest first."""
    statement = select(Revision).where(Revision.note_id == note_id)
    return session.scalars(statement.order_by(Revision.number.desc())).all()
