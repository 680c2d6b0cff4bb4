"""Step 9: full-text search, on FTS5 and on tsvector."""

import pytest
from conftest import NOW
from sqlalchemy import select
from sqlalchemy.orm import Session

from note_api.models import Note
from note_api.search import matching

NOTES = [
    ("Rye bread", "500 g of rye flour, 10 g of salt. 100% rye!"),
    ("Soup", "Red lentils and carrots; it's Grandma's."),
    ("Crème brûlée", "Cream, sugar, four eggs 🥚🥚🥚🥚"),
    ("Breadcrumbs", "Dry the bread, and crumble it."),
]


@pytest.fixture
def session(session: Session) -> Session:
    """A session with four notes of the kitchen."""
    for title, body in NOTES:
        session.add(Note(title=title, body=body, created_at=NOW, updated_at=NOW))
    session.flush()
    return session


def found(session: Session, text: str) -> list[str]:
    """Return the titles of the notes that a search finds, oldest first."""
    dialect = session.get_bind().dialect.name
    return list(
        session.scalars(select(Note.title).where(matching(text, dialect)).order_by(Note.id))
    )


def test_a_word_is_found_in_title_and_body(session: Session) -> None:
    """`soup` is a title, `salt` stands in a body."""
    assert found(session, "soup") == ["Soup"]
    assert found(session, "salt") == ["Rye bread"]


def test_case_and_accents_do_not_matter(session: Session) -> None:
    """`CREME brulee` finds the note that has them with accents."""
    assert found(session, "CREME brulee") == ["Crème brûlée"]


def test_every_word_must_be_there(session: Session) -> None:
    """Two words find the notes that have both, in any order and place."""
    assert found(session, "bread") == ["Rye bread", "Breadcrumbs"]
    assert found(session, "salt bread") == ["Rye bread"]
    assert found(session, "salt lentils") == []


def test_the_beginning_of_a_word_is_enough(session: Session) -> None:
    """`lent` finds lentils, and each word of a search may be such a beginning."""
    assert found(session, "lent") == ["Soup"]
    assert found(session, "car lent") == ["Soup"]


def test_the_end_of_a_word_is_not(session: Session) -> None:
    """`crumbs` does not find breadcrumbs: the index is sorted by how words begin."""
    assert found(session, "crumbs") == []


def test_words_that_mean_something_to_a_database_are_words(session: Session) -> None:
    """`and`, `or`, `not` and `near` are looked up like any other word."""
    assert found(session, "lentils AND carrots") == ["Soup"]
    assert found(session, "lentils OR salt") == []
    assert found(session, "NOT soup") == found(session, "NEAR soup") == []


@pytest.mark.parametrize(
    "text", ["rye%", "rye*", '"rye', "rye:*", "rye'", "(rye", "rye & !", "\\rye"]
)
def test_signs_are_no_wildcards_and_break_nothing(session: Session, text: str) -> None:
    """Whatever signs stand around a word, the search is for the word."""
    assert found(session, text) == ["Rye bread"]


def test_an_edited_note_is_found_by_what_it_says_now(session: Session) -> None:
    """The index follows each edit."""
    note = session.scalars(select(Note).where(Note.title == "Soup")).one()
    note.body = "Green peas"
    session.flush()
    assert found(session, "lentils") == []
    assert found(session, "peas") == ["Soup"]


def test_a_search_is_a_condition_like_any_other(session: Session) -> None:
    """It can be joined with others in one statement, as the list of notes does."""
    dialect = session.get_bind().dialect.name
    both = select(Note.title).where(matching("bread", dialect), Note.title != "Rye bread")
    assert list(session.scalars(both)) == ["Breadcrumbs"]
