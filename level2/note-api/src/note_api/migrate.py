"""Bring a database to a revision of its schema, up or down, and say what is amiss with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from note_api.errors import Conflict
from note_api.models import Base

SCRIPTS = "note_api:migrations"
# The number is ours, and no more than a name; for another's migration we wait as long as it takes.
ONLY_ONE = text("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(8002)")


def is_ours(_thing: object, name: str | None, kind: str, *_more: object) -> bool:
    """Tell whether the models speak of it; the index of words is no table or column of theirs."""
    parts = (("table", "note_search"), ("column", "search"), ("index", "ix_note_search"))
    return not any(kind == each and (name or "").startswith(start) for each, start in parts)


COMPARISON: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "include_object": is_ours,
}


def make_config() -> Config:
    """Return what Alembic has to know of us, without a file."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return config


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[Connection]:
    """Lend a connection in a transaction that ends with all done or nothing, while others wait."""
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(ONLY_ONE)
        yield connection


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database up to a revision, by default the newest."""
    config = make_config()
    if to == "head":
        check_one_head()
    with one_at_a_time(engine) as config.attributes["connection"]:
        command.upgrade(config, to)


def downgrade(engine: Engine, to: str, *, force: bool = False) -> list[str]:
    """Take the database back to a revision, or to ``base``; return what is lost by that, in words.

    Raises `CannotUndo`, with nothing changed, where a revision on the way has no way back; with
    `force` it goes down all the same.
    """
    config = make_config()
    config.attributes["force"] = force
    with one_at_a_time(engine) as connection:
        config.attributes["connection"] = connection
        before = passed(connection)
        command.downgrade(config, to)
        undone = before.keys() - passed(connection).keys()
    losses = {name: getattr(before[name], "lost_below", None) for name in sorted(undone)}
    return [f"{name}: {loss}" for name, loss in reversed(losses.items()) if loss]


def passed(connection: Connection) -> dict[str, ModuleType]:
    """Return the scripts that a database has been through, by their revisions."""
    scripts = ScriptDirectory.from_config(make_config())
    found = scripts.iterate_revisions(tuple(current(connection)), "base")
    return {script.revision: script.module for script in found}


def newest() -> list[str]:
    """Return the revisions that none follows; there should be one."""
    return sorted(ScriptDirectory.from_config(make_config()).get_heads())


def check_one_head() -> None:
    """Refuse a history that ends in more than one revision, since nobody can say which is meant."""
    heads = newest()
    if len(heads) > 1:
        named = " and ".join(heads)
        raise Conflict(f"The history has {len(heads)} heads, {named}: join them in a merge.")


def current(connection: Connection) -> list[str]:
    """Return the revisions at which a database is: none before the first, two in a branch."""
    return sorted(MigrationContext.configure(connection).get_current_heads())


def check(engine: Engine) -> list[str]:
    """Return a sentence for all that is amiss: two heads, a database behind, or models that differ."""
    heads = newest()
    try:
        check_one_head()
    except Conflict as two:
        return [str(two)]
    with engine.connect() as connection:
        here = current(connection)
        if here != heads:
            at = " and ".join(here) or "no revision"
            return [f"The database is at {at}, the newest is {heads[0]}: run note-api db upgrade."]
        differences = compare_metadata(
            MigrationContext.configure(connection, opts=COMPARISON), Base.metadata
        )
    return [f"Models and database differ: {each}" for each in differences]
