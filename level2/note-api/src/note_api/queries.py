"""Every statement that is sent to the database, noted down for whoever is watching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event

_watched: ContextVar[list[Query] | None] = ContextVar("watched", default=None)


@dataclass(frozen=True)
class Query:
    """One statement, as the driver got it, and how long the database took over it."""

    sql: str
    parameters: Any  # what people wrote: for EXPLAIN, and never shown
    ms: float


def watch() -> list[Query]:
    """Begin a new list, which gets every later statement of this thread's work; return it."""
    queries: list[Query] = []
    _watched.set(queries)
    return queries


@contextmanager
def watching() -> Iterator[list[Query]]:
    """Lend a list that gets every statement of the block."""
    before = _watched.get()
    yield watch()
    _watched.set(before)


def listen(engine: Engine) -> None:
    """Note down the statements of an engine from now on."""
    event.listen(engine, "before_cursor_execute", _start_clock)
    event.listen(engine, "after_cursor_execute", _note_down)


def repeated(queries: Sequence[Query]) -> dict[str, int]:
    """Return the statements that ran more than once, and how often: the mark of N+1."""
    return {sql: times for sql, times in Counter(each.sql for each in queries).items() if times > 1}


def _start_clock(
    connection: Connection,
    _cursor: object,
    sql: str,
    parameters: Any,
    _context: object,
    _many: bool,
) -> None:
    connection.info["began"] = perf_counter()


def _note_down(
    connection: Connection,
    _cursor: object,
    sql: str,
    parameters: Any,
    _context: object,
    _many: bool,
) -> None:
    queries = _watched.get()
    if queries is not None and not sql.startswith("BEGIN"):  # which PostgreSQL's driver hides
        ms = 1000 * (perf_counter() - connection.info["began"])
        queries.append(Query(sql, parameters, ms))
