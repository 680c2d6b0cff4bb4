"""Step 7: what is in a category, however deep, asked in one statement."""

import pytest
from conftest import NOW
from sqlalchemy import text
from sqlalchemy.orm import Session

from note_api.categories import below, totals, tree
from note_api.models import Category, Note
from note_api.queries import watching

KITCHEN, BREAD, SOURDOUGH, SOUPS, GARDEN = 1, 2, 3, 4, 5


@pytest.fixture
def session(session: Session) -> Session:
    """A session with a tree of two trunks, and some notes in most of the branches."""
    parents = {KITCHEN: None, BREAD: KITCHEN, SOURDOUGH: BREAD, SOUPS: KITCHEN, GARDEN: None}
    for id_, parent_id in parents.items():
        session.add(Category(id=id_, name=f"c{id_}", parent_id=parent_id))
        session.flush()
    write(session, BREAD, 3)
    write(session, SOURDOUGH, 2)
    write(session, SOUPS, 1)
    write(session, None, 4)
    return session


def write(session: Session, category_id: int | None, count: int, archived: bool = False) -> None:
    """Write so many notes in a category."""
    for _ in range(count):
        note = Note(title="A", body="", created_at=NOW, updated_at=NOW, archived=archived)
        note.category_id = category_id
        session.add(note)
    session.flush()


def stop_what_has_no_end(session: Session) -> None:
    """Let every later statement that takes far too long end with an error."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = '500ms'"))
    else:
        driver = session.connection().connection.driver_connection
        driver.set_progress_handler(lambda: 1, 1_000_000)  # instructions of SQLite's machine


def counted(session: Session) -> dict[int, tuple[int, int]]:
    """Return for each category how many notes are in it, and how many in its subtree."""
    return {top: (notes, inside) for top, notes, inside in session.execute(totals())}


def test_below_a_category_is_all_that_it_holds(session: Session) -> None:
    """It holds itself, its children and theirs; what stands beside it is not in it."""
    assert sorted(session.scalars(below(KITCHEN))) == [KITCHEN, BREAD, SOURDOUGH, SOUPS]
    assert sorted(session.scalars(below(BREAD))) == [BREAD, SOURDOUGH]


def test_below_a_leaf_is_the_leaf(session: Session) -> None:
    """A category without children holds itself alone; one that is not there, nothing."""
    assert list(session.scalars(below(SOURDOUGH))) == [SOURDOUGH]
    assert list(session.scalars(below(99))) == []


def test_totals_of_the_worked_example(session: Session) -> None:
    """Kitchen has no note of its own, and 3 + 2 + 1 below it."""
    assert counted(session) == {
        KITCHEN: (0, 6),
        BREAD: (3, 5),
        SOURDOUGH: (2, 2),
        SOUPS: (1, 1),
        GARDEN: (0, 0),
    }


def test_counts_are_whole_numbers(session: Session) -> None:
    """Every count is an int, also on PostgreSQL, whose sums of counts are decimals."""
    assert {type(count) for counts in counted(session).values() for count in counts} == {int}


def test_notes_in_the_archive_do_not_count(session: Session) -> None:
    """The totals count what a list shows, and lists leave the archive out."""
    write(session, SOURDOUGH, 5, archived=True)
    assert counted(session)[SOURDOUGH] == (2, 2)
    assert counted(session)[KITCHEN] == (0, 6)


def test_a_deep_chain_is_counted_to_its_end(session: Session) -> None:
    """Twenty categories in each other: a note in the last counts in all of them."""
    for number in range(10, 30):
        parent_id = number - 1 if number > 10 else GARDEN
        session.add(Category(id=number, name="deeper", parent_id=parent_id))
        session.flush()
    write(session, 29, 1)
    assert [counted(session)[number] for number in (GARDEN, 10, 28)] == [(0, 1)] * 3
    assert len(list(session.scalars(below(GARDEN)))) == 21


def test_even_a_circle_comes_to_an_end(session: Session) -> None:
    """If somebody writes a circle by hand, each category in it holds all of it, once."""
    session.get_one(Category, KITCHEN).parent_id = SOURDOUGH
    session.flush()
    stop_what_has_no_end(session)
    found = session.scalars(below(BREAD).limit(100))
    assert sorted(found) == [KITCHEN, BREAD, SOURDOUGH, SOUPS]
    assert counted(session)[SOURDOUGH] == (2, 6)


def test_the_tree_is_asked_for_in_two_statements(session: Session) -> None:
    """However many categories there are, the whole tree takes two statements, and so do its totals."""
    with watching() as few:
        tree(session)
    session.add_all(Category(id=n, name=f"n{n}", parent_id=SOUPS) for n in range(100, 150))
    session.flush()
    with watching() as many:
        assert len(tree(session)) == 55
    assert len(few) == len(many) == 2
