"""Step 3: notes with tags, and tags with notes."""

import pytest
from conftest import NOW
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from note_api.models import Note, Tag, note_tag
from note_api.tags import counts, tagged


@pytest.fixture
def session(session: Session) -> Session:
    """A session with four tags and three notes: Rye bread, Pizza and Soup."""
    oven, slow, quick, unused = (Tag(name=name) for name in ("oven", "slow", "quick", "unused"))
    for title, tags in (("Rye bread", [slow, oven]), ("Pizza", [oven]), ("Soup", [quick, slow])):
        session.add(Note(title=title, body="", created_at=NOW, updated_at=NOW, tags=tags))
    session.add(unused)
    session.flush()
    session.expire_all()
    return session


def find_note(session: Session, title: str) -> Note:
    """Return the note of this title."""
    return session.scalars(select(Note).where(Note.title == title)).one()


def find_tag(session: Session, name: str) -> Tag:
    """Return the tag of this name."""
    return session.scalars(select(Tag).where(Tag.name == name)).one()


def count_pairs(session: Session) -> int:
    """Return how many rows the table between notes and tags has."""
    return session.scalar(select(func.count()).select_from(note_tag)) or 0


def titles(session: Session, *names: str) -> list[str]:
    """Return the titles of the notes that have all these tags."""
    return list(session.scalars(select(Note.title).where(tagged(*names)).order_by(Note.title)))


def test_a_note_has_its_tags_by_name(session: Session) -> None:
    """The tags of a note are read in the order of their names, not in that of writing."""
    assert [tag.name for tag in find_note(session, "Rye bread").tags] == ["oven", "slow"]


def test_a_tag_has_its_notes(session: Session) -> None:
    """From a tag one comes to all notes that have it."""
    assert {note.title for note in find_tag(session, "oven").notes} == {"Rye bread", "Pizza"}


def test_both_sides_know_before_anything_is_written() -> None:
    """A tag put on a note has that note at once, and loses it when it is taken off."""
    note, tag = Note(title="Soup"), Tag(name="hot")
    note.tags.append(tag)
    assert tag.notes == [note]
    tag.notes.remove(note)
    assert note.tags == []


def test_taking_a_tag_off_deletes_one_pair(session: Session) -> None:
    """The row between note and tag goes; the note, the tag and its other notes stay."""
    note = find_note(session, "Rye bread")
    note.tags.remove(find_tag(session, "oven"))
    session.flush()
    assert count_pairs(session) == 4
    session.expire_all()
    assert [note.title for note in find_tag(session, "oven").notes] == ["Pizza"]


def test_a_note_has_a_tag_once(session: Session) -> None:
    """The database refuses the same pair a second time."""
    pair = session.execute(select(note_tag)).mappings().first()
    with pytest.raises(IntegrityError):
        session.execute(insert(note_tag).values(**pair))


def test_a_pair_has_both_halves(session: Session) -> None:
    """The database refuses a pair whose note or tag is not there."""
    for pair in ({"note_id": 1, "tag_id": 99}, {"note_id": 99, "tag_id": 1}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(note_tag).values(**pair))


def test_a_deleted_note_takes_its_pairs_along(session: Session) -> None:
    """Deleted by whatever statement, a note leaves no pair behind, and all tags stay."""
    session.execute(delete(Note).where(Note.title == "Rye bread"))
    assert count_pairs(session) == 3
    assert session.scalar(select(func.count(Tag.id))) == 4


def test_a_deleted_tag_takes_its_pairs_along(session: Session) -> None:
    """Deleted by whatever statement, a tag leaves no pair behind, and all notes stay."""
    session.execute(delete(Tag).where(Tag.name == "oven"))
    assert count_pairs(session) == 3
    assert session.scalar(select(func.count(Note.id))) == 3


def test_notes_are_found_by_one_tag(session: Session) -> None:
    """Each note that has the tag comes once, also if it has others; case does not matter."""
    assert titles(session, "oven") == ["Pizza", "Rye bread"]
    assert titles(session, "OVEN") == ["Pizza", "Rye bread"]
    assert titles(session, "unused") == []


def test_notes_are_found_by_all_of_several_tags(session: Session) -> None:
    """Whoever asks for oven and slow wants notes that are both."""
    assert titles(session, "oven", "slow") == ["Rye bread"]
    assert titles(session, "oven", "quick") == []


def test_every_tag_is_counted(session: Session) -> None:
    """The most used come first, equal ones by name, and one that no note has counts 0."""
    assert [tuple(row) for row in counts(session)] == [
        ("oven", 2),
        ("slow", 2),
        ("quick", 1),
        ("unused", 0),
    ]
