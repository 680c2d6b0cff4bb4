"""by_recursion: the same months, by counting days."""

from datetime import date, timedelta
from functools import total_ordering

from expense_tracker.errors import BadMonth

ONE_DAY = timedelta(days=1)
LONGEST = 31  # days


@total_ordering
class Month:
    """A month of a year; the earlier is the smaller."""

    __slots__ = ("number", "year")

    def __init__(self, year: int, number: int) -> None:
        try:
            first = date(year, number, 1)
        except ValueError:
            raise BadMonth(f"there is no month {number} of {year}") from None
        self.year, self.number = first.year, first.month

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that a day is in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read a month such as 2026-02."""
        year, mark, number = text.strip().partition("-")
        if not (mark and len(year) == 4 and len(number) == 2 and f"{year}{number}".isdecimal()):
            raise BadMonth(f"{text!r} is no month such as 2026-02")
        if not text.isascii():
            raise BadMonth(f"{text!r} is not written in plain digits")
        return cls(int(year), int(number))

    @property
    def first(self) -> date:
        """Return the first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Return the last day."""
        if (self.year, self.number) == (date.max.year, date.max.month):
            return date.max
        return self.next().first - ONE_DAY

    def day(self, number: int) -> date:
        """Return the day of this number, or the last where the month is shorter."""
        if number not in range(1, LONGEST + 1):
            raise BadMonth(f"no month has a day {number}")
        return self.first + timedelta(days=min(number, self.last.day) - 1)

    def next(self) -> "Month":
        """Return the month after this one."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    def previous(self) -> "Month":
        """Return the month before this one."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.number)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Month):
            return NotImplemented
        return self.first == other.first

    def __hash__(self) -> int:
        return hash(self.first)

    def __lt__(self, other: "Month") -> bool:
        return self.first < other.first

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
