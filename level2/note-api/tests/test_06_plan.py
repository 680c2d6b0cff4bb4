"""Step 6: read the plan, and give the database an index that fits the question."""

import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from note_api import plans, samples
from note_api.db import Database
from note_api.models import Note
from note_api.queries import watching

NEWEST = select(Note.id, Note.title).order_by(Note.created_at.desc(), Note.id.desc()).limit(20)
OF_ONE_CATEGORY = NEWEST.where(Note.category_id == 5)


@pytest.fixture
def many(database: Database) -> Database:
    """A database with 1,500 notes, of which it knows how many there are."""
    with Session(database.engine) as session:
        samples.add_many(session, 1_500)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    return database


def plan_of(database: Database, statement: Select) -> list[str]:
    """Return the plan of a statement as the database means to run it."""
    with database.reading() as session, watching() as sent:
        session.execute(statement)
        return plans.explain(session.connection(), sent[0])


def test_a_table_that_is_read_whole_is_named() -> None:
    """SQLite says SCAN and PostgreSQL Seq Scan where no index helps."""
    assert plans.worries(["SCAN note"]) == ["reads all of note"]
    assert plans.worries(["Limit", "  ->  Seq Scan on note"]) == ["reads all of note"]


def test_a_search_by_an_index_is_no_worry() -> None:
    """SEARCH and Index Scan go straight to the rows; a SCAN of an index reads it in its order."""
    fine = [
        "SEARCH note USING INDEX ix_note_category_newest (category_id=?)",
        "SCAN note USING COVERING INDEX ix_note_newest",
        "Limit",
        "  ->  Index Scan Backward using ix_note_newest on note",
        "        Index Cond: (category_id = 5)",
    ]
    assert plans.worries(fine) == []


def test_what_is_no_table_of_ours_is_no_worry() -> None:
    """A part of the plan may read the result of another part: that is no table."""
    assert plans.worries(["CO-ROUTINE found", "SCAN found", "  ->  Seq Scan on pg_class"]) == []


def test_a_result_that_has_to_be_sorted_is_named() -> None:
    """To sort is to fetch all rows first, also where only twenty are wanted."""
    for part in ("", "LAST TERM OF ", "RIGHT PART OF "):
        assert plans.worries([f"USE TEMP B-TREE FOR {part}ORDER BY"]) == ["sorts what it found"]
    lines = ["  ->  Sort", "        Sort Key: created_at DESC", "  ->  Incremental Sort"]
    assert plans.worries(lines) == ["sorts what it found"] * 2


def test_what_is_sorted_for_another_reason_is_no_worry() -> None:
    """To find what is double, SQLite may sort as well; no index of the order would spare it that."""
    assert plans.worries(["USE TEMP B-TREE FOR DISTINCT", "USE TEMP B-TREE FOR GROUP BY"]) == []


def test_the_newest_of_all_are_found_in_an_index(many: Database) -> None:
    """With an index in the order of the list, the database reads twenty rows and stops."""
    assert plans.worries(plan_of(many, NEWEST)) == []


def test_the_newest_of_one_category_are_found_in_an_index(many: Database) -> None:
    """The index begins with what must be equal, and goes on with the order: no row is read in vain."""
    plan = plan_of(many, OF_ONE_CATEGORY)
    assert plans.worries(plan) == []
    assert not any("Filter" in line for line in plan)
    assert any("category_id=?" in line or "category_id = 5" in line for line in plan)
