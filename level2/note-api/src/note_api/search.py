"""Full-text search: FTS5 on SQLite, a `tsvector` with a GIN index on PostgreSQL, one answer on both."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, cast, column, event, inspect, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapper

from note_api.errors import Refused
from note_api.models import Note
from note_api.words import index_words, words_of

MOST_WORDS = 16  # in one search

# FTS5 splits at ASCII blanks alone, for `words` is cut already; the text itself stays in `note`.
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE note_search USING fts5(
        words, content='note', content_rowid='id', tokenize='ascii', detail='none')""",
    """CREATE TRIGGER note_search_insert AFTER INSERT ON note BEGIN
        INSERT INTO note_search (rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER note_search_delete AFTER DELETE ON note BEGIN
        INSERT INTO note_search (note_search, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER note_search_update AFTER UPDATE OF words ON note BEGIN
        INSERT INTO note_search (note_search, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO note_search (rowid, words) VALUES (new.id, new.words);
    END""",
)
POSTGRESQL_INDEX = (
    """ALTER TABLE note ADD COLUMN search tsvector NOT NULL
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "CREATE INDEX ix_note_search ON note USING gin (search)",
)
INDEX = {"sqlite": SQLITE_INDEX, "postgresql": POSTGRESQL_INDEX}

fts5 = table("note_search", column("rowid"), column("note_search"))


@event.listens_for(Note.__table__, "after_create")
def create_index(_table: object, connection: Connection, **_options: object) -> None:
    """Create the index of words together with the table of notes."""
    for statement in INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(Note, "before_insert")
@event.listens_for(Note, "before_update")
def keep_words(_mapper: Mapper[Note], _connection: object, note: Note) -> None:
    """Write a note's words down whenever its text has changed, so that nobody can forget it."""
    changed = inspect(note).attrs
    if changed.title.history.has_changes() or changed.body.history.has_changes():
        note.words = index_words(note.title, note.body)


def matching(text: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a note has, for every word of `text`, a word that begins with it.

    `dialect` is the name of the database's: sqlite or postgresql.
    """
    words = words_of(text)
    if not words:
        raise Refused("q", "Search for at least one letter or digit.")
    if len(words) > MOST_WORDS:
        raise Refused("q", f"Search for at most {MOST_WORDS} words, not {len(words)}.")
    # step 9: begin
    if dialect == "sqlite":
        every = " ".join(f'"{word}"*' for word in words)
        return Note.id.in_(select(fts5.c.rowid).where(fts5.c.note_search.match(every)))
    every = " & ".join(f"'{word}':*" for word in words)
    return column("search").op("@@")(cast(every, TSQUERY))
    # step 9: end
