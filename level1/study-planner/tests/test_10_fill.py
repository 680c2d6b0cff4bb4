"""Step 10: what falls due first is done first."""

from collections import Counter
from datetime import timedelta

from flow import missing_minutes
from hypothesis import assume, given
from strategies import MONDAY, Days, Tasks, days, tasks

from study_planner.needs import inherited_due
from study_planner.schedule import Session, by_due_date, fill
from study_planner.task import Task

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def planned(made: Tasks, free: Days) -> list[Session]:
    """Plan by due dates."""
    return list(fill(made, free, by_due_date(inherited_due(made))))


def test_what_falls_due_first_is_done_first() -> None:
    """Of two tasks, the one with the earlier due date gets the first hours."""
    made = {
        1: Task(1, "Essay", "History", 60, WEDNESDAY),
        2: Task(2, "Problems", "Maths", 60, TUESDAY),
    }
    assert planned(made, {MONDAY: 120}) == [Session(MONDAY, 2, 60), Session(MONDAY, 1, 60)]


def test_of_equal_due_dates_the_lower_number_goes_first() -> None:
    """The plan does not depend on the order of the tasks."""
    made = {2: Task(2, "B", "Art", 30, MONDAY), 1: Task(1, "A", "Art", 30, MONDAY)}
    assert [session.number for session in planned(made, {MONDAY: 60})] == [1, 2]


def test_a_long_task_is_split_over_days() -> None:
    """What does not fit on a day goes on the next."""
    assert planned({1: Task(1, "Essay", "History", 100)}, {MONDAY: 60, TUESDAY: 60}) == [
        Session(MONDAY, 1, 60),
        Session(TUESDAY, 1, 40),
    ]


def test_a_day_without_time_stays_empty() -> None:
    """A day with no free minutes gets no session, not even one of 0 minutes."""
    assert planned({1: Task(1, "Essay", "History", 30)}, {MONDAY: 0, TUESDAY: 60}) == [
        Session(TUESDAY, 1, 30)
    ]


def test_work_that_may_not_start_yet_waits() -> None:
    """A review that may start on Tuesday is not done on Monday."""
    made = {1: Task(1, "Review", "Art", 20)}
    choose = by_due_date(inherited_due(made))
    assert list(fill(made, {MONDAY: 60, TUESDAY: 60}, choose, {1: TUESDAY})) == [
        Session(TUESDAY, 1, 20)
    ]


def test_the_days_that_went_in_are_as_they_were() -> None:
    """Planning uses up a copy of the free minutes."""
    free = {MONDAY: 60}
    assert planned({1: Task(1, "Essay", "History", 30)}, free)
    assert free == {MONDAY: 60}


@given(tasks(), days())
def test_every_minute_is_planned_once_where_it_may_be(made: Tasks, free: Days) -> None:
    """No day gets more than its time, no session is empty, and nothing begins before what it needs is done."""
    left, spent = {number: task.minutes for number, task in made.items()}, Counter[object]()
    for session in planned(made, free):
        assert session.minutes > 0
        assert not any(left[need] for need in made[session.number].needs)
        left[session.number] -= session.minutes
        spent[session.day] += session.minutes
    assert all(spent[day] <= free[day] for day in spent)
    assert left == dict.fromkeys(made, 0)


@given(tasks(), days(least=8))
def test_every_due_date_that_can_be_met_is_met(made: Tasks, free: Days) -> None:
    """Where a maximum flow carries all the work in time, so does the plan."""
    assume(missing_minutes(made, free) == 0)
    for session in planned(made, free):
        due = made[session.number].due
        assert due is None or session.day <= due


def test_plan_focus_finishes_one_task_before_the_next(planner) -> None:
    """`plan --focus` begins with the problem set, due first, and stays with it."""
    lines = planner("--demo", "plan", "--focus").splitlines()
    assert lines[2].split() == [
        "Mon",
        "2",
        "Mar",
        "18:00",
        "2:00",
        "Calculus",
        "Problem",
        "set",
        "5",
    ]
