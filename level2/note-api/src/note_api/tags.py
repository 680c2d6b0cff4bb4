"""Tags: words that notes have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from note_api.errors import Refused
from note_api.models import NAME_LENGTH, Note, Tag, note_tag


def clean_tag(name: str) -> str:
    """Return a tag as it is kept: in lower case, with single blanks."""
    clean = " ".join(name.lower().split())
    if not clean or len(clean) > NAME_LENGTH:
        raise Refused("tags", f"A tag has 1 to {NAME_LENGTH} characters, not {len(clean)}.")
    return clean


def named(session: Session, names: Iterable[str]) -> list[Tag]:
    """Return the tags of these names, each once and sorted; new ones are made.

    Two who make the same tag at once get the same: who comes second takes what the first made.
    """
    clean = sorted({clean_tag(name) for name in names})  # one order for all: none waits in a ring
    wanted = select(Tag).where(Tag.name.in_(clean)).order_by(Tag.name)
    found = list(session.scalars(wanted))
    if len(found) == len(clean):
        return found
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Tag) if postgres else sqlite.insert(Tag)
    session.execute(insert.on_conflict_do_nothing(), [{"name": name} for name in clean])
    return list(session.scalars(wanted))


def tagged(*names: str) -> ColumnElement[bool]:
    """Return the condition that a note has every one of these tags."""
    # step 3: begin
    return and_(*(Note.tags.any(Tag.name == clean_tag(name)) for name in names))
    # step 3: end


def counts(session: Session) -> Sequence[Row[str, int]]:
    """Return each tag with the number of its notes, most used first, then by name."""
    # step 3: begin
    notes = func.count(note_tag.c.note_id)
    statement = select(Tag.name, notes).outerjoin(note_tag).group_by(Tag.id)
    return session.execute(statement.order_by(notes.desc(), Tag.name)).all()
    # step 3: end
