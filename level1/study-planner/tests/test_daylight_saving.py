"""Days on which the clocks change have the hours that they really have."""


def test_days_have_their_real_hours(command) -> None:
    """In Berlin the last Sunday of March has 23 hours, and the last of October 25.

    In New York, 1:00 to 4:00 is two hours on the second Sunday of March. Windows that overlap
    count once.
    """
    command("add", "Think", "40h")
    command("hours", "sun", "0:00-24:00", "18:00-20:00", "--zone", "Europe/Berlin")
    assert first_session(command("plan", today="2026-03-29")) == ["00:00", "23:00"]
    assert first_session(command("plan", today="2026-10-25")) == ["00:00", "25:00"]
    command("hours", "sun", "1:00-4:00", "--zone", "America/New_York")
    assert first_session(command("plan", today="2026-03-08")) == ["01:00", "2:00"]


def test_a_time_that_the_clocks_skip_is_when_they_do(command) -> None:
    """In Berlin 2:00 to 3:00 is skipped on 29 March: 2:15-2:45 is no time at all, and 2:30-4:00 an hour."""
    command("add", "Think", "40h")
    command("hours", "mon-sun", "--zone", "Europe/Berlin")
    command("hours", "sun", "2:15-2:45", "2:30-4:00")
    assert first_session(command("plan", today="2026-03-29")) == ["03:00", "1:00"]
    command("hours", "sun", "1:30-2:30")
    assert first_session(command("plan", today="2026-03-29")) == ["01:30", "0:30"]
    command("hours", "sun", "2:15-2:45")
    assert first_session(command("plan", today="2026-03-29")) == ["02:15", "0:30"]  # a week later


def first_session(shown: str) -> list[str]:
    """Return when the first session of a plan begins, and how long it takes."""
    return shown.splitlines()[2].split()[3:5]
