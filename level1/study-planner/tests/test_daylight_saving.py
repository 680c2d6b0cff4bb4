"""Days on which the clocks change have the hours that they really have."""


def test_a_whole_day_has_its_real_hours(planner) -> None:
    """In Berlin the last Sunday of March has 23 hours, and the last of October 25."""
    planner("hours", "sun", "0:00-24:00", "--zone", "Europe/Berlin")
    planner("add", "Think", "40h")
    for sunday, hours in (("03-22", "24:00"), ("03-29", "23:00"), ("10-25", "25:00")):
        first = planner("plan", today=f"2026-{sunday}").splitlines()[2]
        assert first.split()[3:5] == ["00:00", hours]


def test_a_window_over_the_skipped_hour_is_shorter(planner) -> None:
    """In New York, 1:00 to 4:00 is two hours on the second Sunday of March."""
    planner("hours", "sun", "1:00-4:00", "--zone", "America/New_York")
    planner("add", "Think", "40h")
    assert planner("plan", today="2026-03-08").splitlines()[2].split()[3:5] == ["01:00", "2:00"]


def test_windows_that_overlap_count_once(planner) -> None:
    """18:00-20:00 and 19:00-21:00 are three hours, not four."""
    planner("hours", "mon", "18:00-20:00", "19:00-21:00")
    planner("add", "Think", "40h")
    assert "= 3:00" in planner("plan", "--week").splitlines()[-1]
