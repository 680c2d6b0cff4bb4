"""Step 9: what comes first must be done by the due date of what waits for it."""

from dataclasses import replace
from datetime import date
from itertools import combinations

from flow import last_days, missing_minutes
from hypothesis import given
from strategies import MONDAY, Days, Tasks, days, tasks

from study_planner.balance import misfits
from study_planner.dates import NEVER
from study_planner.needs import inherited_due
from study_planner.task import Task

FRIDAY, SUNDAY = date(2026, 3, 6), date(2026, 3, 8)


def plan(*made: Task) -> Tasks:
    """Put tasks into a dict by their numbers."""
    return {task.number: task for task in made}


def test_a_task_keeps_its_own_due_date() -> None:
    """A task that nothing waits for is due when it says."""
    assert inherited_due(plan(Task(1, "Essay", "History", 60, FRIDAY))) == {1: FRIDAY}


def test_without_any_due_date_there_is_never_a_hurry() -> None:
    """A task without a due date, for which none waits either, is due NEVER."""
    assert inherited_due(plan(Task(1, "Read", "Art", 60))) == {1: NEVER}


def test_a_due_date_reaches_back_through_a_chain() -> None:
    """Sources are needed for the outline and that for the essay: all three are due with the essay."""
    chain = plan(
        Task(1, "Sources", "History", 60),
        Task(2, "Outline", "History", 60, needs=(1,)),
        Task(3, "Essay", "History", 60, FRIDAY, needs=(2,)),
    )
    assert inherited_due(chain) == {1: FRIDAY, 2: FRIDAY, 3: FRIDAY}


def test_an_earlier_date_of_its_own_stands() -> None:
    """A prerequisite that is due earlier than what waits for it keeps its date."""
    made = plan(
        Task(1, "Outline", "History", 60, MONDAY),
        Task(2, "Essay", "History", 60, FRIDAY, needs=(1,)),
    )
    assert inherited_due(made)[1] == MONDAY


def test_the_earliest_of_all_that_wait_counts() -> None:
    """Where several tasks wait for one, the earliest due date among them counts, in any order."""
    first, late, soon = (
        Task(1, "Read", "Art", 9),
        Task(2, "A", "Art", 9, SUNDAY, (1,)),
        Task(3, "B", "Art", 9, FRIDAY, (1,)),
    )
    assert inherited_due(plan(first, late, soon))[1] == FRIDAY
    assert inherited_due(plan(soon, late, first))[1] == FRIDAY


def test_a_date_waits_until_all_have_been_heard() -> None:
    """A task passes its date on only when the last of those that wait for it has been heard."""
    made = plan(
        Task(1, "Base", "Art", 9),
        Task(2, "Middle", "Art", 9, needs=(1,)),
        Task(3, "Late", "Art", 9, SUNDAY, (2,)),
        Task(4, "Long way", "Art", 9, None, (2,)),
        Task(5, "Soon", "Art", 9, MONDAY, (4,)),
    )
    assert inherited_due(made)[1] == MONDAY


def kept(made: Tasks, given_up: set[int]) -> Tasks:
    """Give up some due dates."""
    return {n: replace(task, due=None) if n in given_up else task for n, task in made.items()}


def test_the_longest_task_is_given_up() -> None:
    """Two short tasks meet their due dates where one long one does not."""
    made = plan(
        Task(1, "Read", "Art", 10, FRIDAY),
        Task(2, "Paint", "Art", 20, FRIDAY),
        Task(3, "Draw", "Art", 10, MONDAY),
    )
    assert misfits(made, {MONDAY: 10, FRIDAY: 10}) == {2}


def test_what_fits_again_keeps_its_due_date() -> None:
    """The poster is given up first, as the longest; once the talk with its long book is, it fits."""
    made = plan(
        Task(1, "Book", "Art", 100),
        Task(2, "Talk", "Art", 50, MONDAY, needs=(1,)),
        Task(3, "Poster", "Art", 60, MONDAY),
    )
    assert misfits(made, {MONDAY: 100}) == {2}


@given(tasks(), days(most=8))
def test_no_due_date_is_given_up_in_vain(made: Tasks, free: Days) -> None:
    """Without the due dates that are given up all can be met; with any one of them, they cannot."""
    given_up = misfits(made, free)
    assert missing_minutes(kept(made, given_up), free) == 0
    assert all(missing_minutes(kept(made, given_up - {n}), free) for n in given_up)


@given(tasks(), days(most=8))
def test_as_few_due_dates_are_given_up_as_can_be(made: Tasks, free: Days) -> None:
    """Where no task needs another, no smaller choice of due dates to give up would do."""
    alone = {number: replace(task, needs=()) for number, task in made.items()}
    fewer = (
        set(names) for n in range(len(misfits(alone, free))) for names in combinations(alone, n)
    )
    assert all(missing_minutes(kept(alone, names), free) for names in fewer)


@given(tasks(most=9))
def test_every_task_is_due_with_the_first_that_can_be_reached(made: Tasks) -> None:
    """Walking all paths with networkx gives the same dates."""
    expected = {number: day or NEVER for number, day in last_days(made).items()}
    assert inherited_due(made) == expected
    assert inherited_due(dict(reversed(made.items()))) == expected


def test_the_list_shows_what_is_needed_when(planner) -> None:
    """`list --urgent` shows that the sources for the essay are needed by its due date."""
    shown = planner("--demo", "list", "--urgent")
    assert " 5  History   Collect sources       Mon 9 Mar   -\n" in shown
