"""Step 5: a list asks for what it shows at once, and not row by row."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from note_api import notes, samples
from note_api.db import Database
from note_api.notes import Page, Wanted
from note_api.queries import Query, watching


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with the eight examples."""
    with Session(database.engine) as session:
        samples.add_examples(session)
        session.commit()
    return database


def show(
    database: Database, wanted: Wanted
) -> tuple[Page, list[tuple[str, str, list[str]]], list[Query]]:
    """List notes as a page does: title, category and tags of each. Return also the queries for it."""
    with database.reading() as session, watching() as sent:
        page = notes.list_page(session, wanted, None, 20)
        shown = [
            (note.title, note.category.name if note.category else "-", [t.name for t in note.tags])
            for note in page.notes
        ]
        return page, shown, sent


def test_a_list_shows_category_and_tags(filled: Database) -> None:
    """However they are fetched, they are those of the note; a note without them is there, too."""
    _, shown, _ = show(filled, Wanted())
    assert shown[2:4] == [
        ("Pizza", "Bread", ["oven", "slow"]),
        ("Buy a thermometer", "-", ["oven"]),
    ]


def test_eight_notes_take_as_many_queries_as_two(filled: Database) -> None:
    """A query for each note is one too many: the number must not depend on the rows."""
    few, many = show(filled, Wanted(tag="quick"))[2], show(filled, Wanted())[2]
    assert len(many) == len(few)


def test_two_queries_are_enough(filled: Database) -> None:
    """One for the notes with their categories, one for the tags of all of them."""
    assert len(show(filled, Wanted())[2]) == 2


def test_each_note_comes_once(filled: Database) -> None:
    """A join with the tags makes a row for each tag: eight notes stay eight all the same."""
    page, *_ = show(filled, Wanted())
    assert [note.id for note in page.notes] == [8, 7, 6, 5, 4, 3, 2, 1]


def test_a_list_does_not_fetch_what_it_does_not_show(filled: Database) -> None:
    """A body may have 200,000 characters; the list shows none, so it asks for none."""
    page, _, sent = show(filled, Wanted())
    assert all("body" in inspect(note).unloaded for note in page.notes)
    assert "note.body" not in sent[0].sql
