"""Two who edit one note: is no edit lost, and is what was there before kept?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from note_api import edits, notes, revisions
from note_api.db import Database
from note_api.errors import EditedMeanwhile
from note_api.models import Note, Tag
from note_api.notes import Draft

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
RYE = Draft("Rye bread", "500 g of flour", tags=["oven", "slow"])


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on empty tables, in a file of this test's own."""
    database = Database(URL.create("sqlite", database=str(tmp_path / "notes.db")))
    database.create_tables()
    with database.writing() as session:
        yield session
    database.close()


@pytest.fixture
def note(session: Session) -> Note:
    """A note that was written on Monday, in its first version."""
    return notes.create(session, RYE, MONDAY)


def seen(session: Session, note: Note) -> tuple[str, str, list[str], int, datetime]:
    """Return what the database, and not only this session, knows of a note."""
    session.flush()
    session.expire_all()
    return note.title, note.body, [tag.name for tag in note.tags], note.version, note.updated_at


def test_an_edit_replaces_all_of_the_note(session: Session, note: Note) -> None:
    """An example: title, body and tags are as the draft has them, also where it has none."""
    # step 14: begin
    edits.edit(session, note.id, 1, Draft("Wheat", tags=["slow"]), TUESDAY)
    assert seen(session, note) == ("Wheat", "", ["slow"], 2, TUESDAY)
    # step 14: end


def test_who_has_read_another_version_changes_nothing(session: Session, note: Note) -> None:
    """An old version is refused, and so is one that the note never had."""
    # step 14: begin
    edits.edit(session, note.id, 1, Draft("Mine"), TUESDAY)
    for version in (1, 3):
        with pytest.raises(EditedMeanwhile):
            edits.edit(session, note.id, version, Draft("Yours"), WEDNESDAY)
    assert seen(session, note) == ("Mine", "", [], 2, TUESDAY)
    assert [kept.number for kept in revisions.of(session, note.id)] == [1]
    # step 14: end


def test_every_edit_is_a_version(session: Session, note: Note) -> None:
    """Also one that changes only the tags, or nothing at all: who read before it has read another note."""
    # step 14: begin
    edits.edit(session, note.id, 1, Draft(RYE.title, RYE.body, tags=["oven"]), TUESDAY)
    assert seen(session, note)[3] == 2
    edits.edit(session, note.id, 2, Draft(RYE.title, RYE.body, tags=["oven"]), WEDNESDAY)
    assert seen(session, note)[3] == 3
    # step 14: end


def test_what_it_said_before_is_kept(session: Session, note: Note) -> None:
    """Each revision has the former text, the number of its version, and when it was written."""
    # step 14: begin
    edits.edit(session, note.id, 1, Draft("Wheat", "300 g"), TUESDAY)
    edits.edit(session, note.id, 2, Draft("Spelt"), THURSDAY)
    session.expire_all()
    kept = [(k.number, k.title, k.body, k.written_at) for k in revisions.of(session, note.id)]
    assert kept == [(2, "Wheat", "300 g", TUESDAY), (1, RYE.title, RYE.body, MONDAY)]
    # step 14: end


def test_only_who_has_read_it_deletes_it(session: Session, note: Note) -> None:
    """An old version deletes nothing; the present one takes the revisions along, and leaves the tags."""
    # step 14: begin
    edits.edit(session, note.id, 1, Draft("Wheat"), TUESDAY)
    with pytest.raises(EditedMeanwhile):
        edits.delete(session, note.id, 1)
    assert seen(session, note)[0] == "Wheat"
    edits.delete(session, note.id, 2)
    assert session.get(Note, 1) is None
    assert revisions.of(session, 1) == []
    assert set(session.scalars(select(Tag.name))) == {"oven", "slow"}
    # step 14: end
