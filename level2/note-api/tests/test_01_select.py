"""Step 1: the two statements of the first page."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from note_api import overview, samples
from note_api.models import Note


@pytest.fixture
def filled(session: Session) -> Session:
    """A session on tables with the eight examples."""
    samples.add_examples(session)
    return session


def test_the_newest_note_comes_first(filled: Session) -> None:
    """Notes come in the order in which they were written, the last one first."""
    rows = overview.newest(filled, 3)
    assert [row["title"] for row in rows] == ["Prune the apple tree", "Leek soup", "Pizza"]


def test_each_note_has_the_name_of_its_category(filled: Session) -> None:
    """The name stands in another table: category.id is what note.category_id says."""
    rows = overview.newest(filled, 3)
    assert [row["category"] for row in rows] == ["Garden", "Soups", "Bread"]


def test_a_note_without_a_category_is_there_too(filled: Session) -> None:
    """An inner join drops the note whose category_id is NULL; it should stay, its category None."""
    rows = overview.newest(filled, 8)
    assert len(rows) == 8
    assert [row["category"] for row in rows if row["title"] == "Buy a thermometer"] == [None]


def test_notes_of_the_same_moment_come_by_their_number(filled: Session) -> None:
    """Without a second key the order among equals is chance: the higher number comes first."""
    filled.execute(update(Note).values(created_at=samples.START))
    assert [row["id"] for row in overview.newest(filled, 8)] == [8, 7, 6, 5, 4, 3, 2, 1]


def test_archived_notes_are_not_new(filled: Session) -> None:
    """What is in the archive stands on no first page, and counts in no category."""
    filled.execute(update(Note).values(archived=True))
    assert list(overview.newest(filled, 8)) == []
    assert {row["notes"] for row in overview.fullest(filled, 8)} == {0}


def test_categories_come_with_the_number_of_their_notes(filled: Session) -> None:
    """The fullest first; categories with as many come by name."""
    rows = overview.fullest(filled, 4)
    assert [(row["name"], row["notes"]) for row in rows] == [
        ("Bread", 2),
        ("Garden", 2),
        ("Soups", 2),
        ("Sourdough", 1),
    ]


def test_an_empty_category_counts_0(filled: Session) -> None:
    """A category without a note has one row in the outer join, but no note in it to count."""
    rows = overview.fullest(filled, 10)
    assert [(row["name"], row["notes"]) for row in rows[4:]] == [("Kitchen", 0), ("Work", 0)]
