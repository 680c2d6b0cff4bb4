"""Step 8: the newest notes of each category, and how their number grows, by window functions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from conftest import NOW
from sqlalchemy.orm import Session

from note_api.models import Category, Note
from note_api.queries import watching
from note_api.reports import latest_per_category, notes_per_day


@pytest.fixture
def session(session: Session) -> Session:
    """A session with the categories Soups and Bread, of which Soups came first."""
    session.add_all([Category(id=1, name="Soups"), Category(id=2, name="Bread")])
    session.flush()
    return session


def write(
    session: Session, title: str, category_id: int | None = 1, at: datetime = NOW, **values: object
) -> None:
    """Write a note at some time."""
    note = Note(title=title, body="", created_at=at, updated_at=at, **values)
    note.category_id = category_id
    session.add(note)
    session.flush()


def latest(session: Session, count: int) -> list[tuple[str | None, str]]:
    """Return category and title of the newest notes."""
    return [(category, title) for category, _, title in latest_per_category(session, count)]


def hours(number: int) -> datetime:
    """Return the time so many hours after the start of all tests."""
    return NOW + timedelta(hours=number)


def test_each_category_gives_its_newest(session: Session) -> None:
    """Two notes of each, newest first, whatever the order in which they were written."""
    for title, category_id, hour in (
        ("Leek", 1, 3),
        ("Lentil", 1, 5),
        ("Pea", 1, 4),
        ("Rye", 2, 1),
        ("Pizza", 2, 2),
    ):
        write(session, title, category_id, hours(hour))
    assert latest(session, 2) == [
        ("Bread", "Pizza"),
        ("Bread", "Rye"),
        ("Soups", "Lentil"),
        ("Soups", "Pea"),
    ]


def test_of_two_written_at_once_the_later_number_is_newer(session: Session) -> None:
    """Equal times never give two notes the first place."""
    for title in ("first", "second", "third"):
        write(session, title)
    assert latest(session, 1) == [("Soups", "third")]
    assert [id_ for _, id_, _ in latest_per_category(session, 2)] == [3, 2]


def test_a_category_with_fewer_gives_all(session: Session) -> None:
    """Asked for five, a category of one note gives one, and an empty one none."""
    write(session, "Leek")
    assert latest(session, 5) == [("Soups", "Leek")]


def test_two_categories_of_one_name_are_two(session: Session) -> None:
    """Soups and the soups among the bread: each gives its newest, the older category first."""
    session.add(Category(id=3, name="Soups", parent_id=2))
    session.flush()
    for title, category_id, hour in (("Leek", 1, 1), ("Bread soup", 3, 3), ("Pea", 1, 2)):
        write(session, title, category_id, hours(hour))
    assert latest(session, 1) == [("Soups", "Pea"), ("Soups", "Bread soup")]


def test_notes_without_a_category_come_last(session: Session) -> None:
    """They are a group of their own, and are not lost in a join."""
    write(session, "Loose", None)
    write(session, "Looser", None, hours(1))
    write(session, "Leek")
    assert latest(session, 1) == [("Soups", "Leek"), (None, "Looser")]


def test_the_archive_takes_no_place(session: Session) -> None:
    """A newer note in the archive leaves the first place to one that is shown."""
    write(session, "Leek")
    write(session, "Old", at=hours(1), archived=True)
    assert latest(session, 1) == [("Soups", "Leek")]


def test_days_are_counted_and_summed_up(session: Session) -> None:
    """Two notes on Monday, none on Tuesday, one on Wednesday: 2, and then 3 in all."""
    for hour in (0, 1, 48):
        write(session, "A", at=hours(hour))
    assert [tuple(row) for row in notes_per_day(session)] == [
        (date(2026, 3, 2), 2, 2),
        (date(2026, 3, 4), 1, 3),
    ]


def test_a_day_ends_at_midnight_in_utc(session: Session) -> None:
    """A minute before midnight and one after are two days."""
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    for minutes in (-1, 1):
        write(session, "A", at=midnight + timedelta(minutes=minutes))
    assert [tuple(row) for row in notes_per_day(session)] == [
        (date(2026, 3, 2), 1, 1),
        (date(2026, 3, 3), 1, 2),
    ]


def test_running_counts_are_whole_numbers(session: Session) -> None:
    """Every count is an int, also on PostgreSQL, whose sums of counts are decimals."""
    write(session, "A")
    ((_, count, running),) = notes_per_day(session)
    assert (type(count), type(running)) == (int, int)


def test_without_a_note_there_is_no_day(session: Session) -> None:
    """An empty database has no newest note, and no day."""
    assert latest(session, 3) == []
    assert list(notes_per_day(session)) == []


def test_each_report_is_one_statement(session: Session) -> None:
    """The database ranks and sums; asking category by category, or day by day, would not do."""
    for category_id in (1, 2, None):
        write(session, "A", category_id)
    with watching() as sent:
        latest_per_category(session, 3)
        notes_per_day(session)
    assert len(sent) == 2
