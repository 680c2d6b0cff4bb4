"""The history of the schema on both databases: up, down and up again, at once, and killed on the way."""

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from conftest import NOW, new_postgres
from history import rows, shape, write_old_notes
from sqlalchemy import URL, Engine, event, select, text
from sqlalchemy.orm import Session

import note_api
from note_api import db, migrate
from note_api.db import make_engine
from note_api.errors import CannotUndo, Conflict
from note_api.models import Note
from note_api.search import matching

REVISIONS = ["0001", "0002", "0003", "0004", "0005", "0006a", "0006b", "0007", "0008"]


@pytest.fixture
def engine(empty_url: URL) -> Iterator[Engine]:
    """An engine of a database without a table."""
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def columns_of(engine: Engine, table: str) -> str:
    """Return the names of a table's columns in one order, for a SELECT."""
    return ", ".join(sorted(shape(engine)[table]["columns"]))


def test_the_history_is_one_line_with_one_branch() -> None:
    """All revisions are known, in an order in which each follows those it builds on."""
    scripts = ScriptDirectory.from_config(migrate.make_config())
    assert sorted(each.revision for each in scripts.walk_revisions()) == REVISIONS
    assert migrate.newest() == ["0008"]


def test_the_newest_revision_is_what_the_models_say(engine: Engine) -> None:
    """Whoever changes a model and writes no migration is told by the check."""
    migrate.upgrade(engine)
    assert migrate.check(engine) == []
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE note DROP COLUMN pinned"))
    (difference,) = migrate.check(engine)
    assert "add_column" in difference and "pinned" in difference


def test_every_revision_goes_down_and_up_again(engine: Engine) -> None:
    """Up, down and up again leaves the same tables, revision by revision, with notes in them."""
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection)
    for below, revision in zip(["0001", "0002", "0003", "0004"], REVISIONS[1:5], strict=True):
        before, notes = shape(engine), rows(engine, "note", columns_of(engine, "note"))
        migrate.upgrade(engine, revision)
        after = shape(engine)
        migrate.downgrade(engine, below)
        assert shape(engine) == before, revision
        assert rows(engine, "note", columns_of(engine, "note")) == notes, revision
        migrate.upgrade(engine, revision)
        assert shape(engine) == after, revision


def test_old_notes_are_found_by_their_words(engine: Engine) -> None:
    """Whoever wrote a note before there was a search finds it, on both databases."""
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection)
    migrate.upgrade(engine)
    wanted = select(Note.title).where(matching("roof body", engine.dialect.name))
    with Session(engine) as session:
        assert list(session.scalars(wanted)) == ["Roof"]


def test_numbers_are_not_used_again(engine: Engine) -> None:
    """As the models have it: a note that is deleted takes its number along, also in a table that was migrated."""
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection)
    migrate.upgrade(engine)
    with Session(engine) as session:
        session.delete(session.get_one(Note, 4))
        session.flush()
        note = Note(title="New", body="", created_at=NOW, updated_at=NOW)
        session.add(note)
        session.flush()
        assert note.id == 5


def test_a_label_that_is_too_long_stops_no_migration(engine: Engine) -> None:
    """A label could be of any length, and a tag has 80 characters: it is cut, on both databases alike."""
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection, [{"title": "Long", "labels": "x" * 200}])
    migrate.upgrade(engine)
    assert [row["name"] for row in rows(engine, "tag")] == ["x" * 80]


def test_all_down_and_up_again(engine: Engine) -> None:
    """From nothing to the newest, back to nothing, and up: the same tables as at first."""
    migrate.upgrade(engine)
    newest = shape(engine)
    migrate.downgrade(engine, "base", force=True)
    assert shape(engine) == {}
    migrate.upgrade(engine)
    assert shape(engine) == newest


def test_each_branch_goes_alone(engine: Engine) -> None:
    """Either branch can be had without the other, and the merge then brings both."""
    migrate.upgrade(engine, "0006a")
    assert "archived" in columns_of(engine, "note") and "pinned" not in columns_of(engine, "note")
    migrate.upgrade(engine, "0006b")
    with engine.connect() as connection:
        assert migrate.current(connection) == ["0006a", "0006b"]
    migrate.upgrade(engine)
    assert migrate.check(engine) == []


def test_what_cannot_be_undone_says_so_and_changes_nothing(engine: Engine) -> None:
    """The way down stops before anything is lost, also where it would have gone on for long."""
    migrate.upgrade(engine)
    newest = shape(engine)
    with pytest.raises(CannotUndo, match="spelling.*backup.*--force"):
        migrate.downgrade(engine, "base")
    assert shape(engine) == newest
    assert migrate.check(engine) == []


def test_what_a_way_down_loses_is_told(engine: Engine) -> None:
    """Whoever goes down reads what is gone, and of revisions that lose nothing reads nothing."""
    migrate.upgrade(engine, "0007")
    assert migrate.downgrade(engine, "0003") == [
        "0006b: which notes were pinned",
        "0006a: which notes were in the archive",
        "0005: how labels stood: their order, commas in a tag, letters beyond the 80th",
        "0004: tags that no label names: of no note, or set while both stood there",
    ]
    assert migrate.downgrade(engine, "base") == [
        "0002: what notes said before they were edited, and how often they were",
        "0001: all notes and categories",
    ]


def test_two_heads_fail_the_check(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people wrote a migration each: the check names both, and no upgrade guesses."""
    migrate.upgrade(engine)
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(note_api.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "0008b.py").write_text(
        'revision, down_revision = "0008b", "0007"\n\n\ndef upgrade():\n    pass\n'
    )
    monkeypatch.setattr(migrate, "SCRIPTS", str(scripts))
    (problem,) = migrate.check(engine)
    assert problem == "The history has 2 heads, 0008 and 0008b: join them in a merge."
    with pytest.raises(Conflict, match="2 heads"):
        migrate.upgrade(engine)


def test_a_database_behind_is_named(engine: Engine) -> None:
    """A database without a table, or at an older revision, is told the way."""
    assert "at no revision, the newest is 0008" in migrate.check(engine)[0]
    migrate.upgrade(engine, "0003")
    assert migrate.check(engine) == [
        "The database is at 0003, the newest is 0008: run note-api db upgrade."
    ]


def test_two_who_upgrade_at_once_wait_for_each_other(engine: Engine) -> None:
    """Two processes of one deployment start together: both find the newest schema."""
    with ThreadPoolExecutor(1) as pool:
        other = make_engine(engine.url)
        ended = pool.submit(migrate.upgrade, other)
        migrate.upgrade(engine)
        ended.result(timeout=10)
        other.dispose()
    assert migrate.check(engine) == []


def test_a_migration_waits_for_another_as_long_as_it_takes(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request gives up on a lock after a while; a migration of hours is worth waiting for."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_S", 1)
    with new_postgres(postgres) as url, ThreadPoolExecutor(1) as pool:
        engine = make_engine(url)
        with migrate.one_at_a_time(engine):
            waiting = pool.submit(migrate.upgrade, engine)
            with pytest.raises(TimeoutError):
                waiting.result(1.5)
        waiting.result(10)
        engine.dispose()


def kill_after(url: URL, statements: int) -> bool:
    """Upgrade in a process of its own that is killed after so many statements; tell if it was."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    left = statements

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        engine = make_engine(url)
        event.listen(engine, "after_cursor_execute", count)
        migrate.upgrade(engine)
    finally:
        os._exit(0)


def test_a_kill_anywhere_leaves_what_can_be_migrated(engine: Engine) -> None:
    """Killed after any statement, the database is as it was before, and the next try arrives."""
    migrate.upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection)
    before, notes = shape(engine), rows(engine, "note")
    engine.dispose()
    statements = 1
    while kill_after(engine.url, statements):
        with engine.connect() as connection:
            assert migrate.current(connection) == ["0001"], f"after statement {statements}"
        assert (shape(engine), rows(engine, "note")) == (before, notes)
        engine.dispose()
        statements += 1
    assert statements > 30, "it was killed while it worked"
    assert migrate.check(engine) == []
    assert len(rows(engine, "note_tag")) == 5
