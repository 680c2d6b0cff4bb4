"""Is a month what calendars, rents and reports take it for?"""

from datetime import date

import pytest

from expense_tracker.errors import BadMonth
from expense_tracker.periods import Month


def test_runs_every_line() -> None:
    """An example that covers all of periods.py, line by line and branch by branch, and trusts too much."""
    february = Month.parse("2026-02")
    assert Month.of(date(2026, 2, 14)) == february
    assert date(2026, 2, 14) in february
    assert february.first == date(2026, 2, 1)
    assert february.last == february.day(30) == date(2026, 2, 28)
    assert (february.previous(), february.next()) == (Month(2026, 1), Month(2026, 3))
    assert str(Month(2026, 10)) == "2026-10"
    with pytest.raises(BadMonth):
        february.day(32)
    for text in ("February", "2026-13"):
        with pytest.raises(BadMonth):
            Month.parse(text)


def test_the_year_turns_with_december() -> None:
    """After December 2026 comes January 2027, and before January comes the December of the year before."""
    # step 9: begin
    assert Month(2026, 12).next() == Month(2027, 1)
    assert Month(2027, 1).previous() == Month(2026, 12)
    # step 9: end


@pytest.mark.parametrize(("year", "days"), [(2000, 29), (2026, 28), (2028, 29), (2100, 28)])
def test_february_is_longer_in_a_leap_year(year: int, days: int) -> None:
    """The last day of February is the 29th in 2000 and 2028, and the 28th in 2026 and 2100."""
    # step 9: begin
    assert Month(year, 2).last == date(year, 2, days)
    # step 9: end


def test_a_rent_is_due_on_its_day_or_on_the_last() -> None:
    """A rent is due on the day that was agreed on, and in a month too short for that on the last."""
    # step 9: begin
    assert Month(2026, 5).day(31) == date(2026, 5, 31)
    assert Month(2026, 4).day(31) == date(2026, 4, 30)
    assert Month(2026, 5).day(30) == date(2026, 5, 30)
    # step 9: end


def test_a_month_is_of_one_year() -> None:
    """A day in May 2025 is not in May 2026."""
    # step 9: begin
    assert date(2025, 5, 14) not in Month(2026, 5)
    # step 9: end


def test_what_is_shown_can_be_typed() -> None:
    """A month is shown just as a user has to type it."""
    # step 9: begin
    assert str(Month(2026, 2)) == "2026-02"
    # step 9: end


def test_there_is_no_month_before_january() -> None:
    """Month number 0 is refused; a calendar counts from 1."""
    # step 9: begin
    with pytest.raises(BadMonth):
        Month(2026, 0)
    # step 9: end
