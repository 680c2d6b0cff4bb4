"""Step 11: subjects take turns while there is time to spare."""

from argparse import Namespace
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from strategies import MONDAY, Days, Tasks, days, tasks

from study_planner.balance import misfits, without_due
from study_planner.book import Book
from study_planner.context import Context
from study_planner.demo import DemoStore
from study_planner.needs import inherited_due
from study_planner.plan_commands import show_plan
from study_planner.schedule import Desk, Session, by_due_date, fill
from study_planner.task import Task
from study_planner.turns import Turns, in_turns

TUESDAY = MONDAY + timedelta(days=1)


def mixed(made: Tasks, free: Days, turns: Turns | None = None) -> list[Session]:
    """Plan in turns."""
    due = inherited_due(made)
    turns = turns or Turns(task.subject for task in made.values())
    return list(fill(made, free, in_turns(due, turns, by_due_date(due))))


def test_each_subject_has_its_turn() -> None:
    """Three subjects follow each other, and then it is the first one's turn again."""
    turns = Turns(["Art", "Maths", "Spanish"])
    everyone = ["Spanish", "Art", "Maths"]
    assert [turns.take(everyone) for _ in range(4)] == ["Art", "Maths", "Spanish", "Art"]


def test_a_subject_is_queued_once() -> None:
    """A subject with several tasks has one turn, in the place where it came first."""
    turns = Turns(["Spanish", "Art", "Spanish", "Maths", "Art"])
    everyone = ["Art", "Maths", "Spanish"]
    assert [turns.take(everyone) for _ in range(4)] == ["Spanish", "Art", "Maths", "Spanish"]


def test_who_is_not_ready_keeps_the_place() -> None:
    """A subject that is passed over because it is not ready is first as soon as it is."""
    turns = Turns(["Art", "Maths", "Spanish"])
    assert turns.take(["Maths", "Spanish"]) == "Maths"
    assert turns.take(["Art", "Maths", "Spanish"]) == "Art"


def test_what_is_ready_may_be_read_once_only() -> None:
    """A generator will do for `ready`, though it can be gone through only once."""
    turns = Turns(["Art", "Maths", "Spanish"])
    assert turns.take(subject for subject in ["Spanish", "Maths"]) == "Maths"


def test_each_turns_has_a_queue_of_its_own() -> None:
    """Making another Turns does not disturb the first."""
    one, other = Turns(["Art", "Maths"]), Turns(["Spanish"])
    assert one.take(["Art", "Maths"]) == "Art"
    assert other.take(["Spanish"]) == "Spanish"
    assert one.take(["Art", "Maths"]) == "Maths"


def test_a_block_lasts_as_long_as_the_class_says() -> None:
    """Two subjects without due dates change places after each block of 50 minutes."""
    made = {1: Task(1, "Draw", "Art", 60), 2: Task(2, "Solve", "Maths", 60)}
    assert [(s.number, s.minutes) for s in mixed(made, {MONDAY: 600})] == [
        (1, 50),
        (2, 50),
        (1, 10),
        (2, 10),
    ]


def test_an_instance_may_have_blocks_of_its_own() -> None:
    """Setting block_minutes on one Turns changes its blocks, and no other's."""
    made = {1: Task(1, "Draw", "Art", 60), 2: Task(2, "Solve", "Maths", 60)}
    patient = Turns(["Art", "Maths"])
    patient.block_minutes = 60
    assert [(s.number, s.minutes) for s in mixed(made, {MONDAY: 600}, patient)] == [
        (1, 60),
        (2, 60),
    ]
    assert Turns(["Art"]).block_minutes == 50


def test_there_are_no_turns_when_time_is_short() -> None:
    """With 10 minutes to spare, what is due today is done without a break."""
    made = {1: Task(1, "Draw", "Art", 60), 2: Task(2, "Solve", "Maths", 110, MONDAY)}
    assert [s.number for s in mixed(made, {MONDAY: 120, TUESDAY: 60})] == [2, 1, 1]


def test_a_block_to_spare_is_enough_for_a_turn() -> None:
    """With exactly 50 minutes to spare Art has its turn; then what is due today is done."""
    made = {1: Task(1, "Draw", "Art", 60), 2: Task(2, "Solve", "Maths", 70, MONDAY)}
    assert [(s.number, s.minutes) for s in mixed(made, {MONDAY: 120, TUESDAY: 60})] == [
        (1, 50),
        (2, 70),
        (1, 10),
    ]


def test_no_turn_is_used_up_when_time_is_short() -> None:
    """A choice by due date moves no subject in the queue: whose turn it was, has it next time."""
    made = {1: Task(1, "Draw", "Art", 60), 2: Task(2, "Solve", "Maths", 110, MONDAY)}
    due, turns = inherited_due(made), Turns(["Art", "Maths"])
    choose = in_turns(due, turns, by_due_date(due))
    choose(list(made.values()), Desk({1: 60, 2: 110}, {MONDAY: 120}))
    assert turns.take(["Art", "Maths"]) == "Art"


@given(tasks(), days())
def test_turns_waste_no_time_and_no_order(made: Tasks, free: Days) -> None:
    """All is planned, within the time of each day, and never before what it needs."""
    left, spent = {number: task.minutes for number, task in made.items()}, Counter[object]()
    for session in mixed(made, free):
        assert not any(left[need] for need in made[session.number].needs)
        left[session.number] -= session.minutes
        spent[session.day] += session.minutes
    assert all(spent[day] <= free[day] for day in spent)
    assert left == dict.fromkeys(made, 0)


@given(tasks(), days())
def test_turns_cost_no_due_date(made: Tasks, free: Days) -> None:
    """Every due date is met, once those that cannot be are given up."""
    kept = without_due(made, misfits(made, free))
    for session in mixed(kept, free):
        due = kept[session.number].due
        assert due is None or session.day <= due


def test_a_plan_asks_the_time_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the minute turns while `plan` is made, all of the plan is still for the minute before."""
    show_plan(TurningClock(Namespace(main=False, week=False, focus=False), DemoStore(MONDAY)))
    assert capsys.readouterr().out.splitlines()[2].split()[3:5] == ["18:10", "0:50"]


class TurningClock(Context):
    """Surroundings in which it is ten past six in Berlin, and a minute later at each further look."""

    looks = count()

    def today(self, book: Book) -> date:
        """Return the Monday of the tests."""
        return MONDAY

    def now(self) -> datetime:
        """Look at the clock."""
        return datetime(2026, 3, 2, 17, 10 + next(self.looks), tzinfo=UTC)


def test_plan_mixes_subjects(planner) -> None:
    """`plan` has a different subject after each of the first breaks."""
    lines = planner("--demo", "plan").splitlines()[2:5]
    assert [line[24:32].strip() for line in lines] == ["Biology", "Calculus", "History"]
