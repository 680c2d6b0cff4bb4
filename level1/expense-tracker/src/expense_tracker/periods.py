"""Months, as rents and reports know them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from expense_tracker.errors import BadMonth


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year; the earlier is the smaller."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse what no calendar has."""
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.number <= 12):
            raise BadMonth(f"expected a month such as 2026-02, got {self}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that a day is in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read a month such as 2026-02."""
        if not re.fullmatch("[0-9]{4}-[0-9]{2}", text.strip()):
            raise BadMonth(f"expected a month such as 2026-02, got {text!r}")
        year, number = text.split("-")
        return cls(int(year), int(number))

    @property
    def first(self) -> date:
        """Return the first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Return the last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def day(self, number: int) -> date:
        """Return the day of this number, or the last where the month is shorter, as rents are due."""
        if not 1 <= number <= 31:
            raise BadMonth(f"expected a day from 1 to 31, got {number}")
        return self.first.replace(day=min(number, self.last.day))

    def next(self) -> "Month":
        """Return the month after this one."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def previous(self) -> "Month":
        """Return the month before this one."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __contains__(self, day: date) -> bool:
        return Month.of(day) == self

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
