"""Step 12: labels become tags, by expand and contract."""

from collections.abc import Iterator

import pytest
from history import rows, write_old_notes
from sqlalchemy import URL, Engine, text

from note_api.db import make_engine
from note_api.migrate import downgrade, upgrade
from note_api.migrations import labels
from note_api.queries import listen, watching

TAGS = "SELECT title, name FROM note JOIN note_tag ON note.id = note_id JOIN tag ON tag.id = tag_id"


@pytest.fixture
def engine(empty_url: URL) -> Iterator[Engine]:
    """A database of revision 0003, with four notes of which three have labels."""
    engine = make_engine(empty_url)
    listen(engine)
    upgrade(engine, "0003")
    with engine.begin() as connection:
        write_old_notes(connection)
    yield engine
    engine.dispose()


def write(engine: Engine, *notes: str) -> None:
    """Write notes with these labels, as a program does that knows no tags."""
    with engine.begin() as connection:
        for number, text_ in enumerate(notes):
            write_old_notes(connection, [{"title": f"n{number}", "labels": text_}])


def tags(engine: Engine) -> dict[str, list[str]]:
    """Return for each title the names of its note's tags."""
    found = dict[str, list[str]]()
    for row in rows(engine, f"({TAGS}) AS found"):
        found.setdefault(row["title"], []).append(row["name"])
    return {title: sorted(names) for title, names in found.items()}


def names(engine: Engine) -> list[str]:
    """Return the names of all tags."""
    return sorted(row["name"] for row in rows(engine, "tag"))


def test_each_label_becomes_a_tag(engine: Engine) -> None:
    """A name that several notes have is one tag, and every note has what it had."""
    upgrade(engine, "0004")
    assert tags(engine) == {
        "Roof": ["home", "spring"],
        "Soil": ["garden", "spring"],
        "Tax": ["Home"],
    }
    assert names(engine) == ["Home", "garden", "home", "spring"]


def test_blanks_and_repeats_make_no_tags(engine: Engine) -> None:
    """What stands between two commas, or twice in one note, is one tag or none."""
    write(engine, " a ,, a,b , ")
    upgrade(engine, "0004")
    assert tags(engine)["n0"] == ["a", "b"]


def test_copying_again_changes_nothing(engine: Engine) -> None:
    """Begun again after an interruption, or by hand, it adds what is missing and no more."""
    upgrade(engine, "0004")
    before = (rows(engine, "tag"), rows(engine, "note_tag"))
    with engine.begin() as connection:
        labels.copy_to_tags(connection)
    assert (rows(engine, "tag"), rows(engine, "note_tag")) == before


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_every_note_is_copied_whatever_the_batch(
    engine: Engine, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No note is left out or read for ever at the edge of a batch, nor where numbers are missing."""
    monkeypatch.setattr(labels, "BATCH", batch)
    write(engine, "a", "", "b", " , ", "", "c")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM note WHERE title = 'n2'"))
    upgrade(engine, "0004")
    assert set(tags(engine)) == {"Roof", "Soil", "Tax", "n0", "n5"}


def test_notes_are_read_in_batches(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven notes with labels, two at a time, are four reads, and a last one that finds nothing."""
    monkeypatch.setattr(labels, "BATCH", 2)
    write(engine, "a", "b", "c", "d")
    upgrade(engine, "0004")
    with engine.begin() as connection, watching() as sent:
        labels.copy_to_tags(connection)
    assert 4 <= sum("labels" in query.sql for query in sent) <= 5


def test_what_old_programs_write_meanwhile_comes_along(engine: Engine) -> None:
    """Between expand and contract a note is written with labels: it has its tags in the end."""
    upgrade(engine, "0004")
    write(engine, "late, spring")
    upgrade(engine, "0005")
    assert tags(engine)["n0"] == ["late", "spring"]


def test_in_the_end_the_labels_are_gone(engine: Engine) -> None:
    """After the contract, notes have no column of labels, and all their tags."""
    upgrade(engine, "0005")
    assert "labels" not in rows(engine, "note")[0]
    assert len(rows(engine, "note_tag")) == 5


def test_back_again_labels_are_as_before(engine: Engine) -> None:
    """Down to 0003, each note has its labels, sorted; one without tags has an empty text."""
    before = rows(engine, "note", "title, labels")
    upgrade(engine, "0005")
    downgrade(engine, "0003")
    assert rows(engine, "note", "title, labels") == before


def test_back_again_new_tags_are_labels(engine: Engine) -> None:
    """What a note was given as a tag, it keeps as a label when the way leads back."""
    upgrade(engine, "0005")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO tag (name) VALUES ('new')"))
        connection.execute(
            text(
                "INSERT INTO note_tag (note_id, tag_id) SELECT note.id, tag.id FROM note, tag"
                " WHERE title = 'Plan' AND name = 'new'"
            )
        )
    downgrade(engine, "0004")
    assert {"title": "Plan", "labels": "new"} in rows(engine, "note", "title, labels")
