"""Step 11: a migration that adds a column to notes that are there, and a table."""

from collections.abc import Iterator

import pytest
from history import rows, shape, write_old_notes
from sqlalchemy import URL, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from note_api.db import make_engine
from note_api.migrate import downgrade, upgrade
from note_api.models import Base

KEEP = text(
    "INSERT INTO revision (note_id, number, title, body, written_at)"
    " VALUES (:note_id, :number, 'Soil', 'as it was', '2026-03-02 09:00')"
)


@pytest.fixture
def engine(empty_url: URL) -> Iterator[Engine]:
    """A database of revision 0002, to which it came from 0001 with four notes in it."""
    engine = make_engine(empty_url)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection)
    upgrade(engine, "0002")
    yield engine
    engine.dispose()


def refuses(engine: Engine, statement: str) -> bool:
    """Tell whether the database refuses a statement."""
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    except IntegrityError:
        return True
    return False


def test_notes_that_were_there_are_version_1(engine: Engine) -> None:
    """Every old note gets version 1, and what it says stays."""
    assert [row["version"] for row in rows(engine, "note")] == [1, 1, 1, 1]
    assert {row["title"] for row in rows(engine, "note")} == {"Soil", "Tax", "Plan", "Roof"}


def test_a_note_has_a_version_always(engine: Engine) -> None:
    """The column takes no NULL; where nothing is said, it is 1."""
    assert refuses(engine, "UPDATE note SET version = NULL")
    with engine.begin() as connection:
        write_old_notes(connection)
    assert [row["version"] for row in rows(engine, "note")] == [1] * 8


def test_the_table_is_what_the_model_says(engine: Engine) -> None:
    """It has the columns of the model `Revision`, and none of them takes NULL."""
    model = {column.name: column.nullable for column in Base.metadata.tables["revision"].columns}
    made = {each["name"]: each["nullable"] for each in inspect(engine).get_columns("revision")}
    assert made == model


def test_a_former_text_is_kept_once(engine: Engine) -> None:
    """A note has many revisions, but not two of one number; another note may have that number."""
    with engine.begin() as connection:
        for note_id, number in ((1, 1), (1, 2), (2, 1)):
            connection.execute(KEEP, {"note_id": note_id, "number": number})
    assert len(rows(engine, "revision")) == 3
    assert refuses(engine, "UPDATE revision SET number = 1")


def test_a_revision_belongs_to_a_note(engine: Engine) -> None:
    """A revision of a note that is not there is refused."""
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(KEEP, {"note_id": 99, "number": 1})


def test_a_deleted_note_takes_its_revisions_along(engine: Engine) -> None:
    """Deleted by whatever statement, a note leaves none of its former texts behind."""
    with engine.begin() as connection:
        connection.execute(KEEP, {"note_id": 1, "number": 1})
        connection.execute(KEEP, {"note_id": 2, "number": 1})
        connection.execute(text("DELETE FROM note WHERE id = 1"))
    assert [row["note_id"] for row in rows(engine, "revision")] == [2]


def test_down_is_as_it_was_before(engine: Engine) -> None:
    """Back at 0001, tables, columns and notes are those of 0001."""
    downgrade(engine, "0001")
    assert set(shape(engine)) == {"category", "note"}
    assert "version" not in rows(engine, "note")[0]
    assert len(rows(engine, "note")) == 4


def test_up_again_is_as_it_was_up(engine: Engine) -> None:
    """Down and up once more gives the very same tables, and version 1 again."""
    made = shape(engine)
    downgrade(engine, "0001")
    upgrade(engine, "0002")
    assert shape(engine) == made
    assert [row["version"] for row in rows(engine, "note")] == [1, 1, 1, 1]
