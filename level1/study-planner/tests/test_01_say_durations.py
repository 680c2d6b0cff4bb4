"""Step 1: minutes become hours and minutes that people can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_planner import durations


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0:00"), (5, "0:05"), (59, "0:59"), (60, "1:00"), (65, "1:05"), (605, "10:05")],
)
def test_minutes_are_said_in_hours_and_two_digits(minutes: int, text: str) -> None:
    """65 minutes are said as 1:05, and 5 as 0:05."""
    assert durations.say(minutes) == text


@given(st.integers(0, 60_000))
def test_hours_and_minutes_add_up_again(minutes: int) -> None:
    """Sixty times the hours, plus the minutes, is what went in."""
    hours, rest = durations.say(minutes).split(":")
    assert len(rest) == 2
    assert 60 * int(hours) + int(rest) == minutes


def test_list_shows_how_long_each_task_takes(planner) -> None:
    """The command `list` shows durations as 2:05."""
    assert "Problem set 6         2:05" in planner("--demo", "list")
