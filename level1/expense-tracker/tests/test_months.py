"""Months end where the calendar says."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expense_tracker.errors import BadMonth
from expense_tracker.periods import Month

DAYS = st.dates(date(2, 1, 1), date(9998, 12, 31))
ONE_DAY = timedelta(days=1)


@given(DAYS)
def test_every_day_is_in_one_month(day: date) -> None:
    """A day is in its own month, between first and last, and not in the ones around it."""
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert day in month and day not in month.next() and day not in month.previous()


@given(DAYS)
def test_months_follow_without_a_gap(day: date) -> None:
    """The day after the last is the first of the next, and there is a way back."""
    month = Month.of(day)
    assert month.last + ONE_DAY == month.next().first
    assert month.first - ONE_DAY == month.previous().last
    assert month.next().previous() == month == month.previous().next()
    assert month.previous() < month < month.next()


@given(DAYS)
def test_text_leads_back(day: date) -> None:
    """A month is read as it is written."""
    assert Month.parse(str(Month.of(day))) == Month.of(day)


@pytest.mark.parametrize(("year", "last"), [(2023, 28), (2024, 29), (1900, 28), (2000, 29)])
def test_february_knows_leap_years(year: int, last: int) -> None:
    """Centuries are no leap years, but for every fourth."""
    assert isleap(year) == (last == 29)
    assert Month(year, 2).last == date(year, 2, last)


@given(DAYS, st.integers(1, 31))
def test_rent_is_due_within_the_month(day: date, number: int) -> None:
    """The day of a number is that day, or the last one of a shorter month."""
    month = Month.of(day)
    due = month.day(number)
    assert due in month
    assert due.day == number or due == month.last


def test_months_sort_by_year_first() -> None:
    """December comes before the January after it."""
    assert sorted([Month(2026, 1), Month(2025, 12)]) == [Month(2025, 12), Month(2026, 1)]
    assert len({Month(2026, 1), Month(2026, 1)}) == 1


@pytest.mark.parametrize(
    "text", ["2026", "2026-2", "2026-13", "2026-00", "0000-01", "02-2026", "x"]
)
def test_refuses_what_is_no_month(text: str) -> None:
    """A month is a year of four digits and a number of two."""
    with pytest.raises(BadMonth, match="2026-02"):
        Month.parse(text)


def test_has_no_day_beyond_31() -> None:
    """Day 31 may be moved to a month's end; 32 and 0 are mistakes."""
    for number in (0, 32):
        with pytest.raises(BadMonth, match="1 to 31"):
            Month(2026, 2).day(number)


def test_the_calendar_has_an_end() -> None:
    """The last month of all is whole, and nothing comes after it."""
    assert Month(9999, 12).last == date.max
    with pytest.raises(BadMonth):
        Month(9999, 12).next()
