"""Step 3: the coming days have names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_planner.dates import coming_days, parse_day

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2000, 1, 8), date(2199, 12, 1))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("today", MONDAY),
        ("tomorrow", date(2026, 3, 3)),
        ("tue", date(2026, 3, 3)),
        ("fri", date(2026, 3, 6)),
        ("sun", date(2026, 3, 8)),
        ("mon", date(2026, 3, 9)),
    ],
)
def test_a_name_means_the_next_day_of_that_name(name: str, day: date) -> None:
    """On a Monday, "fri" is the Friday to come and "mon" the Monday a week later."""
    assert coming_days(MONDAY)[name] == day


@given(DAYS)
def test_seven_weekdays_follow_today(today: date) -> None:
    """Whatever today is, each of the seven days after it has its own name."""
    names = coming_days(today)
    assert names.pop("today") == today
    assert names.pop("tomorrow") == today + timedelta(days=1)
    assert sorted(names) == ["fri", "mon", "sat", "sun", "thu", "tue", "wed"]
    assert sorted(names.values()) == [today + timedelta(days=n) for n in range(1, 8)]


@pytest.mark.parametrize(
    ("text", "day"),
    [("Fri", date(2026, 3, 6)), ("+10", date(2026, 3, 12)), ("2026-05-01", date(2026, 5, 1))],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    """A name in any case, a number of days and a date are all understood."""
    assert parse_day(text, MONDAY) == day


@pytest.mark.parametrize(
    "text", ["", "someday", "2026-02-30", "+", "-3", "+99999", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_sensible_day_is_refused(text: str) -> None:
    """Anything else, an absurd date among it, is refused with a ValueError."""
    with pytest.raises(ValueError, match="expected a day"):
        parse_day(text, MONDAY)


def test_add_takes_a_due_date(planner) -> None:
    """The command `add` takes `--due fri` and says which date that is."""
    assert "due Fri 6 Mar" in planner("--demo", "add", "Read chapter 4", "1h30", "--due", "fri")
