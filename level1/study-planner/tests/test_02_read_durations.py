"""Step 2: durations are read in all the ways in which people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_planner import durations


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1:30", ("1", "30")),
        ("1h30", ("1", "30")),
        ("1h30m", ("1", "30")),
        ("2H", ("2", "0")),
        ("45m", ("0", "45")),
        ("45", ("0", "45")),
        ("h30", ("", "30")),
    ],
)
def test_hours_and_minutes_are_split(text: str, parts: tuple[str, str]) -> None:
    """1h30 is split into "1" and "30"; without a separator there are "0" hours."""
    assert durations.split(text) == parts


@pytest.mark.parametrize(
    ("text", "minutes"), [("1h30", 90), ("2h", 120), (" 45m ", 45), ("0:05", 5)]
)
def test_durations_are_read_as_minutes(text: str, minutes: int) -> None:
    """1h30 is 90 minutes, 2h is 120."""
    assert durations.parse(text) == minutes


@given(st.integers(1, 60_000))
def test_what_is_said_is_read_back(minutes: int) -> None:
    """Reading what `say` wrote gives the minutes back."""
    assert durations.parse(durations.say(minutes)) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "m", "h", "h30", "two hours", "-20m", "1.5h", "nan", "0m", "9999h", "1h30x", "1h30mm"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Anything else is refused with a ValueError that shows how to write a duration."""
    with pytest.raises(ValueError, match="expected a duration"):
        durations.parse(text)


def test_add_says_how_a_duration_is_written(planner) -> None:
    """The command `add` refuses -2h with a sentence about durations, and exits with 2."""
    assert "expected a duration such as 45m" in planner("add", "Read chapter 4", "-2h", code=2)


def test_add_takes_a_duration(planner) -> None:
    """The command `add` takes 1h30 and says it as 1:30."""
    assert "(General, 1:30)" in planner("--demo", "add", "Read chapter 4", "1h30")
