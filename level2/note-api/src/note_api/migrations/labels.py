"""The way from labels, words in one column of `note`, to the table of tags, and back."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection, text

BATCH = 1_000  # notes at a time, since all may not fit into memory
NAME_LENGTH = 80  # characters

SOME_NOTES = text(
    "SELECT id, labels FROM note WHERE id > :last AND labels <> '' ORDER BY id LIMIT :batch"
)
NEW_TAG = text("INSERT INTO tag (name) VALUES (:name) ON CONFLICT DO NOTHING")
NEW_PAIR = text(
    "INSERT INTO note_tag (note_id, tag_id) SELECT :note_id, id FROM tag WHERE name = :name"
    " ON CONFLICT DO NOTHING"
)
PAIRS = text(
    "SELECT note_id, name FROM note_tag JOIN tag ON tag.id = tag_id ORDER BY note_id, name"
)
NEW_LABELS = text("UPDATE note SET labels = :labels WHERE id = :note_id")


def split(labels: str) -> list[str]:
    """Return the names in a text like ``work, home``."""
    return [name.strip()[:NAME_LENGTH] for name in labels.split(",") if name.strip()]


def copy_to_tags(connection: Connection) -> None:
    """Give each note the tags that its labels name; what it has already stays as it is."""
    # step 12: begin
    last = 0
    while notes := connection.execute(SOME_NOTES, {"last": last, "batch": BATCH}).all():
        last = notes[-1].id
        pairs = [
            {"note_id": note.id, "name": name} for note in notes for name in split(note.labels)
        ]
        if pairs:
            connection.execute(NEW_TAG, [{"name": pair["name"]} for pair in pairs])
            connection.execute(NEW_PAIR, pairs)
    # step 12: end


def copy_to_labels(connection: Connection) -> None:
    """Write the tags of each note into its labels, sorted; in what order they once were is lost."""
    pairs = connection.execute(PAIRS)
    for note_id, some in groupby(pairs, key=lambda pair: pair.note_id):
        labels = ", ".join(pair.name for pair in some)
        connection.execute(NEW_LABELS, {"note_id": note_id, "labels": labels})
