"""What the steps on migrations bring, shown on a database that is as old as the first of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, inspect, text

from note_api import migrate
from note_api.db import make_engine
from note_api.errors import NoteError

if TYPE_CHECKING:
    from note_api.demo import Stage

OLD = (
    "INSERT INTO note (title, body, labels, created_at, updated_at) VALUES"
    " ('Rye bread', 'Flour, water, salt.', 'oven, slow', '2026-03-02', '2026-03-02'),"
    " ('Pizza', 'Let it rest.', 'Oven', '2026-03-03', '2026-03-03')"
)
TAGS = "SELECT title, name FROM note JOIN note_tag ON note.id = note_id JOIN tag ON tag.id = tag_id"


@contextmanager
def old_database() -> Iterator[Engine]:
    """Lend a database of revision 0001 with two notes, and remove it in the end."""
    with tempfile.TemporaryDirectory(prefix="note-api-") as folder:
        engine = make_engine(URL.create("sqlite", database=str(Path(folder) / "old.db")))
        move(engine, "0001")
        with engine.begin() as connection:
            connection.execute(text(OLD))
        yield engine
        engine.dispose()


def move(engine: Engine, to: str, *, down: bool = False) -> None:
    """Go to a revision, and say which tables there are then."""
    if down:
        migrate.downgrade(engine, to)
    else:
        migrate.upgrade(engine, to)
    tables = sorted(inspect(engine).get_table_names())
    ours = [name for name in tables if not name.startswith(("alembic", "note_search"))]
    print(f"{to}: {', '.join(ours)}")


def show(engine: Engine, statement: str) -> None:
    """Print the rows that a statement finds, sorted."""
    with engine.connect() as connection:
        for row in sorted(connection.execute(text(statement))):
            print("  " + " | ".join(str(value) for value in row))


def show_revisions(_stage: Stage) -> None:
    """Print an old note on the way to versions and revisions, and back."""
    with old_database() as engine:
        move(engine, "0002")
        show(engine, "SELECT title, version FROM note")
        move(engine, "0001", down=True)


def show_expand(_stage: Stage) -> None:
    """Print labels that become tags: first beside each other, then alone, and back."""
    with old_database() as engine:
        move(engine, "0003")
        show(engine, "SELECT title, labels FROM note")
        move(engine, "0004")
        show(engine, TAGS)
        move(engine, "0005")
        move(engine, "0004", down=True)
        show(engine, "SELECT title, labels FROM note")


def show_branches(_stage: Stage) -> None:
    """Print how two branches are joined, and a way back that is refused."""
    print(f"heads: {', '.join(migrate.newest())}")
    with old_database() as engine:
        try:
            move(engine, "head")
            show(engine, TAGS)
            move(engine, "0007", down=True)
        except NoteError as refused:
            print(refused)


TOPICS = {
    "revisions": show_revisions,
    "expand": show_expand,
    "branches": show_branches,
}
