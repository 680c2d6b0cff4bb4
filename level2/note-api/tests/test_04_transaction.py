"""Step 4: one transaction for each piece of work."""

from contextlib import suppress

import pytest
from conftest import NOW
from sqlalchemy import event, func, select
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from note_api.db import Database
from note_api.errors import DatabaseAway
from note_api.models import Note


class Interrupted(Exception):
    """Something that goes wrong in the middle of the work."""


def make_note(title: str) -> Note:
    """Make a note that nobody has written to the database yet."""
    return Note(title=title, body="", created_at=NOW, updated_at=NOW)


def count_notes(database: Database) -> int:
    """Count the notes that others see."""
    with database.reading() as session:
        return session.scalars(select(func.count(Note.id))).one()


def test_work_that_ends_well_is_there_for_others(database: Database) -> None:
    """What was added in the block is committed when the block ends."""
    with database.writing() as session:
        session.add(make_note("Kept"))
    assert count_notes(database) == 1


def test_nobody_sees_half_of_the_work(database: Database) -> None:
    """Inside the block nothing is committed yet: others go on seeing what was there before."""
    with database.writing() as session:
        session.add(make_note("Half"))
        session.flush()
        assert count_notes(database) == 0


def write_half(database: Database, error: type[BaseException]) -> None:
    """Begin some work, and let it fail after a note was sent to the database."""
    with database.writing() as session:
        session.add(make_note("Half"))
        session.flush()
        raise error


def test_work_that_fails_leaves_nothing(database: Database) -> None:
    """An error in the middle undoes all of the block, also what was sent to the database already."""
    with suppress(Interrupted):
        write_half(database, Interrupted)
    assert count_notes(database) == 0


def test_the_error_reaches_whoever_asked(database: Database) -> None:
    """Who swallows the error would let the reply say 201, with nothing written."""
    with pytest.raises(Interrupted):
        write_half(database, Interrupted)


def test_even_ctrl_c_undoes_the_work(database: Database) -> None:
    """KeyboardInterrupt is no Exception, only a BaseException; the lock on the file is given back."""
    with suppress(KeyboardInterrupt):
        write_half(database, KeyboardInterrupt)
    with database.writing() as session:
        session.add(make_note("Next"))
    assert count_notes(database) == 1


def fail_to_commit(database: Database, error: type[Exception]) -> None:
    """Do some work, of which the commit fails."""

    def fail(_session: Session) -> None:
        raise error

    with database.writing() as session:
        event.listen(session, "before_commit", fail)
        session.add(make_note("Lost"))


def test_a_commit_that_fails_is_an_error_of_the_block(database: Database) -> None:
    """The commit belongs to the work: where it fails, who leaves the block is told, and nothing stays."""
    with pytest.raises(Interrupted):
        fail_to_commit(database, Interrupted)
    assert count_notes(database) == 0


def test_an_outage_at_the_commit_has_its_name(database: Database) -> None:
    """A database may go away at the very end: `naming_outages` stands around the commit, too."""
    with pytest.raises(DatabaseAway):
        fail_to_commit(database, PoolTimeout)


def test_the_connection_is_given_back(database: Database) -> None:
    """A connection that stays out is missing for others: soon there is none left."""
    for error in (Interrupted, None):
        with suppress(Interrupted), database.writing() as session:
            session.add(make_note("Any"))
            if error:
                raise error
    assert database.engine.pool.checkedout() == 0
