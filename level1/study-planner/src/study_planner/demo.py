"""A student's week, to look at before there are tasks of one's own. Nothing of it is saved."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from study_planner.availability import usual_week
from study_planner.book import Book
from study_planner.task import Task

# number, title, subject, minutes, days until due, needs, days since done
TASKS: tuple[tuple[int, str, str, int, int | None, tuple[int, ...], int | None], ...] = (
    (1, "Read chapter 3", "Biology", 90, None, (), 2),
    (2, "Lab report", "Biology", 150, 4, (1,), None),
    (3, "Problem set 5", "Calculus", 120, 2, (), None),
    (4, "Problem set 6", "Calculus", 125, 9, (3,), None),
    (5, "Collect sources", "History", 45, None, (), None),
    (6, "Outline of the essay", "History", 60, None, (5,), None),
    (7, "Essay", "History", 180, 7, (6,), None),
    (8, "Vocabulary 200-250", "Spanish", 65, None, (), None),
)


def demo_book(today: date) -> Book:
    """Return the example, its due dates counted from today."""
    tasks = {
        number: Task(number, title, subject, minutes, _later(today, due), needs, _later(today, ago))
        for number, title, subject, minutes, due, needs, ago in (
            (*row[:6], None if row[6] is None else -row[6]) for row in TASKS
        )
    }
    return Book(usual_week(ZoneInfo("Europe/Berlin")), tasks)


def _later(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


class DemoStore:
    """The example book: can be changed like one's own, and forgets it."""

    def __init__(self, today: date) -> None:
        self._book = demo_book(today)

    def read(self) -> Book:
        """Return the example."""
        return self._book

    def update(self, change: Callable[[Book], Book]) -> Book:
        """Change the example until the program ends."""
        self._book = change(self._book)
        return self._book
