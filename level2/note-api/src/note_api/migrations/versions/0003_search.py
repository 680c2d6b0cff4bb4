"""Notes are found by their words."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BATCH = 1_000  # notes

SQLITE = (
    """CREATE VIRTUAL TABLE note_search USING fts5(
        words, content='note', content_rowid='id', tokenize='ascii', detail='none')""",
    "INSERT INTO note_search (note_search) VALUES ('rebuild')",
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
POSTGRESQL = (
    """ALTER TABLE note ADD COLUMN search tsvector NOT NULL
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "CREATE INDEX ix_note_search ON note USING gin (search)",
)


def upgrade() -> None:
    """Write down the words of every note, and index them in the way of the database."""
    op.add_column("note", sa.Column("words", sa.Text, nullable=False, server_default=""))
    write_words(op.get_bind())
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the index and the words, which can be had from the notes again."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER note_search_{event}")
        op.execute("DROP TABLE note_search")
    else:
        op.drop_column("note", "search")
    op.drop_column("note", "words")


def write_words(connection: sa.Connection) -> None:
    """Write down the words of every note, some at a time, since all may not fit into memory."""
    some = sa.text("SELECT id, title, body FROM note WHERE id > :last ORDER BY id LIMIT :batch")
    last = 0
    while rows := connection.execute(some, {"last": last, "batch": BATCH}).all():
        last = rows[-1].id
        connection.execute(
            sa.text("UPDATE note SET words = :words WHERE id = :id"),
            [{"id": row.id, "words": words_of(f"{row.title} {row.body}")} for row in rows],
        )


def words_of(text: str) -> str:
    """Return the words of a text as the program knew them at this revision, whatever it does later."""
    plain = unicodedata.normalize("NFKD", text[:100_000]).casefold()
    found = re.findall(r"[^\W_]+", re.sub("[\u0300-\u036f]", "", plain)[:100_000])
    return " ".join(sorted({word[:64] for word in found}))
