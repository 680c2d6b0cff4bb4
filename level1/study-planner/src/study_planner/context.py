"""What every command is given: the options, where the book is kept, and what day it is."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from study_planner.book import Book
from study_planner.dates import check_day, parse_day
from study_planner.errors import BadInput
from study_planner.tables import Table, show

Value = TypeVar("Value")


class Store(Protocol):
    """Where a book is kept: in a file, or nowhere for the demonstration."""

    def read(self) -> Book:
        """Return the book."""

    def update(self, change: Callable[[Book], Book]) -> Book:
        """Change the book, and return it."""


@dataclass(frozen=True)
class Context:
    """The surroundings of one command."""

    options: argparse.Namespace
    store: Store
    fixed_today: date | None = None

    def today(self, book: Book) -> date:
        """Return the day that it is on the clocks of the book's zone."""
        return self.fixed_today or datetime.now(book.week.zone).date()

    def now(self) -> datetime | None:
        """Return the next full minute; None, for the whole day, where today was given."""
        now = datetime.now(UTC) + timedelta(minutes=1)
        return None if self.fixed_today else now.replace(second=0, microsecond=0)

    def day(self, text: str | None, book: Book) -> date | None:
        """Read a day that was typed, if one was."""
        return parse_day(text, self.today(book)) if text else None

    def checked(self, make: Callable[[], Value]) -> Value:
        """Call `make`, and lay its ValueError to what was typed."""
        try:
            return make()
        except ValueError as error:
            raise BadInput(str(error)) from error

    def show(self, table: Table) -> None:
        """Show a table on the screen."""
        show(table)


def open_context(options: argparse.Namespace) -> Context:
    """Find the data and the day, from options first, then the environment, then the system."""
    text = options.today or os.environ.get("STUDY_PLANNER_TODAY")
    today = _read_today(text) if text else None
    return Context(options, _open_store(options, today), today)


def _read_today(text: str) -> date:
    try:
        return check_day(date.fromisoformat(text))
    except ValueError as error:
        raise BadInput(f"today should be a date such as 2026-03-02: {error}") from error


def _open_store(options: argparse.Namespace, today: date | None) -> Store:
    if options.demo:
        from study_planner.demo import DemoStore

        return DemoStore(today or date.today())
    from study_planner.storage import FileStore

    return FileStore(data_path(options.file), new_book)


def data_path(chosen: str | None) -> Path:
    """Return the data file: as chosen, else from the environment, else in the user's folder."""
    named = chosen or os.environ.get("STUDY_PLANNER_FILE")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("study-planner") / "plan.json"


def new_book() -> Book:
    """Return an empty book, in the computer's time zone."""
    from tzlocal import get_localzone_name

    from study_planner.availability import usual_week
    from study_planner.records import read_zone

    try:
        zone = read_zone(get_localzone_name())
    except (LookupError, ValueError):  # a broken TZ setting
        zone = read_zone("UTC")
    return Book(usual_week(zone))
