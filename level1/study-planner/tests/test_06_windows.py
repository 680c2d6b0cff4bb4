"""Step 6: a window of time is a value, like a number or a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study_planner.availability import Window

TIMES = st.integers(0, 24 * 60)
WINDOWS = (
    st.tuples(TIMES, TIMES)
    .filter(lambda times: times[0] < times[1])
    .map(lambda times: "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in times))
)


@pytest.mark.parametrize(
    ("typed", "written"), [("18:00-20:00", "18:00-20:00"), (" 9:05 - 24:00", "09:05-24:00")]
)
def test_str_is_for_people(typed: str, written: str) -> None:
    """str() writes both times with two digits each."""
    assert str(Window(typed)) == written


def test_repr_is_for_programmers() -> None:
    """repr() is the Python that makes the window again."""
    assert repr(Window("9:00-12:00")) == "Window('09:00-12:00')"


@given(WINDOWS)
def test_repr_can_be_evaluated(text: str) -> None:
    """Evaluating the repr gives an equal window."""
    window = Window(text)
    assert eval(repr(window), {"Window": Window}) == window


def test_the_same_times_are_the_same_window() -> None:
    """Equality compares the times, not the objects."""
    assert Window("9:00-12:00") == Window("09:00-12:00")
    assert Window("9:00-12:00") != Window("9:00-12:30")
    assert Window("9:00-12:00") != Window("9:30-12:00")


def test_a_window_equals_nothing_else() -> None:
    """Comparing with something else is no error, and unequal."""
    assert Window("9:00-12:00") != "9:00-12:00"
    assert Window("9:00-12:00") != None  # noqa: E711


def test_equality_leaves_the_other_side_its_say() -> None:
    """__eq__ returns NotImplemented for what it does not know."""
    assert Window("9:00-12:00").__eq__(42) is NotImplemented


@given(WINDOWS, WINDOWS)
def test_windows_sort_by_start_then_end(one: str, other: str) -> None:
    """The earlier start comes first; of equal starts, the earlier end."""
    assert (Window(one) < Window(other)) == (one < other)
    assert (Window(one) >= Window(other)) == (one >= other)


def test_a_window_has_no_order_with_anything_else() -> None:
    """Asking whether a window is less than a number is a TypeError, as it is for a text."""
    with pytest.raises(TypeError):
        Window("9:00-12:00") < 5  # noqa: B015


def test_windows_that_start_together_are_in_order() -> None:
    """9:00-10:00 comes before 9:00-11:00."""
    assert Window("9:00-10:00") < Window("9:00-11:00")


def test_a_set_keeps_equal_windows_once() -> None:
    """Equal windows have equal hashes, so a set drops the double."""
    assert len({Window("9:00-12:00"), Window("09:00-12:00"), Window("9:00-13:00")}) == 2


def test_hours_are_shown_in_order_and_once(planner) -> None:
    """The command `hours` sorts what was typed, and drops doubles."""
    shown = planner("--demo", "hours", "mon", "20:00-21:00", "9:00-10:00", "9:00-10:00")
    assert "mon  09:00-10:00  20:00-21:00\n" in shown
