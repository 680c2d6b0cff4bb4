"""Step 13: two branches become one line, and what cannot be undone says so."""

from collections.abc import Iterator

import pytest
from history import rows, shape, write_old_notes
from sqlalchemy import URL, Engine, text

from note_api.db import make_engine
from note_api.errors import CannotUndo
from note_api.migrate import check, current, downgrade, newest, upgrade

NOTES = [
    {"title": "Tax", "labels": "Home,  home office"},
    {"title": "Roof", "labels": "home, spring"},
    {"title": "Attic", "labels": "HOME, Home"},
    {"title": "Desk", "labels": "Home  Office"},
]
TAGS = "SELECT title, name FROM note JOIN note_tag ON note.id = note_id JOIN tag ON tag.id = tag_id"


@pytest.fixture
def engine(empty_url: URL) -> Iterator[Engine]:
    """A database of revision 0005, with tags of several spellings."""
    engine = make_engine(empty_url)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        write_old_notes(connection, NOTES)
    upgrade(engine, "0005")
    yield engine
    engine.dispose()


def tags(engine: Engine) -> list[tuple[object, object]]:
    """Return title and tag of every pair, sorted."""
    return sorted((row["title"], row["name"]) for row in rows(engine, f"({TAGS}) AS found"))


def test_there_is_one_newest_revision() -> None:
    """Both branches lead to the merge, so that the history has one head."""
    assert newest() == ["0008"]


def test_both_branches_are_run(engine: Engine) -> None:
    """The way to the merge leads through both: notes can be put away, and pinned."""
    upgrade(engine, "0007")
    assert {"archived", "pinned"} <= set(rows(engine, "note")[0])


def test_a_database_of_either_branch_gets_the_other(engine: Engine) -> None:
    """Where one branch was run long ago, the merge brings what the other did."""
    upgrade(engine, "0006b")
    upgrade(engine, "0007")
    assert {"archived", "pinned"} <= set(rows(engine, "note")[0])
    with engine.connect() as connection:
        assert current(connection) == ["0007"]


def test_from_the_merge_two_ways_lead_down(engine: Engine) -> None:
    """Below the merge the database is at two revisions, until each branch is undone."""
    upgrade(engine, "0007")
    downgrade(engine, "0006a")
    with engine.connect() as connection:
        assert current(connection) == ["0006a", "0006b"]
    downgrade(engine, "0005")
    assert not {"archived", "pinned"} & set(rows(engine, "note")[0])


def test_spellings_become_one_tag(engine: Engine) -> None:
    """`Home`, `HOME` and `home` are one tag, in lower case; so are those with more blanks."""
    upgrade(engine, "0008")
    assert sorted(row["name"] for row in rows(engine, "tag")) == ["home", "home office", "spring"]


def test_each_note_keeps_its_tags(engine: Engine) -> None:
    """Whatever spelling a note had, it has the tag; where it had two, it has it once."""
    upgrade(engine, "0008")
    assert tags(engine) == [
        ("Attic", "home"),
        ("Desk", "home office"),
        ("Roof", "home"),
        ("Roof", "spring"),
        ("Tax", "home"),
        ("Tax", "home office"),
    ]


def test_the_oldest_tag_stays(engine: Engine) -> None:
    """Of several spellings the tag with the smallest number stays, and keeps it."""
    oldest = min(row["id"] for row in rows(engine, "tag") if str(row["name"]).lower() == "home")
    with engine.begin() as connection:  # what PostgreSQL writes anew stands behind the others
        connection.execute(text("UPDATE tag SET name = name WHERE id = :id"), {"id": oldest})
    upgrade(engine, "0008")
    assert {"id": oldest, "name": "home"} in rows(engine, "tag")


def test_the_way_back_is_refused(engine: Engine) -> None:
    """Nobody knows any more which note had `HOME`: the downgrade says so, and what to do."""
    upgrade(engine, "0008")
    with pytest.raises(CannotUndo, match="spelling.*backup.*--force"):
        downgrade(engine, "0007")


def test_a_refusal_changes_nothing(engine: Engine) -> None:
    """Refused on the way to the very beginning, the database is at 0008, whole."""
    upgrade(engine, "0008")
    before = (shape(engine), tags(engine))
    with pytest.raises(CannotUndo):
        downgrade(engine, "base")
    assert (shape(engine), tags(engine)) == before
    assert check(engine) == []


def test_who_insists_goes_back_with_what_there_is(engine: Engine) -> None:
    """Forced, it goes down, and the joined tags stay joined."""
    upgrade(engine, "0008")
    before = tags(engine)
    downgrade(engine, "0007", force=True)
    assert tags(engine) == before
    with engine.connect() as connection:
        assert current(connection) == ["0007"]
