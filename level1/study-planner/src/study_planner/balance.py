"""Time against work: what is to spare at each due date, and what cannot be done by its own."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate

from study_planner.dates import NEVER
from study_planner.needs import inherited_due
from study_planner.task import Task

FOREVER_MINUTES = 10**9


def balances(
    left: Mapping[int, int], free: Mapping[date, int], due: Mapping[int, date]
) -> dict[date, int]:
    """Return, for each due date in order, the minutes free until then less the minutes due by then.

    Work can meet all its due dates if and only if none of these is negative.
    """
    load: Counter[date] = Counter()
    for number, minutes in left.items():
        if minutes and due[number] < NEVER:
            load[due[number]] += minutes
    change = Counter(free)
    change.subtract(load)
    days = sorted(change)
    totals = accumulate(change[day] for day in days)
    return {day: total for day, total in zip(days, totals, strict=True) if day in load}


def spare_minutes(
    left: Mapping[int, int], free: Mapping[date, int], due: Mapping[int, date]
) -> int:
    """Return how long one could be idle and still meet every due date; below 0, not all can be met."""
    return min(balances(left, free, due).values(), default=FOREVER_MINUTES)


def tightest(tasks: Mapping[int, Task], free: Mapping[date, int]) -> tuple[date, int] | None:
    """Return the due date by which most minutes are missing, and how many; None if all fits."""
    found = balances(_minutes(tasks), free, inherited_due(tasks))
    day = min(found, key=found.__getitem__, default=None)
    return (day, -found[day]) if day and found[day] < 0 else None


def misfits(tasks: Mapping[int, Task], free: Mapping[date, int]) -> set[int]:
    """Choose whose due dates to give up so that all others can be met.

    The longest task due by the first day that is overfull goes, until none is: the fewest due dates
    are lost (Moore 1968), where no task needs another.
    """
    given_up: set[int] = set()
    while day := _first_overfull(tasks, free, given_up):
        due = (t for t in tasks.values() if t.due and t.due <= day and t.number not in given_up)
        given_up.add(max(due, key=lambda task: (task.minutes, task.number)).number)
    return given_up


def without_due(tasks: Mapping[int, Task], given_up: set[int]) -> dict[int, Task]:
    """Return the tasks, without the due dates that are given up."""
    return {n: replace(task, due=None) if n in given_up else task for n, task in tasks.items()}


def _first_overfull(
    tasks: Mapping[int, Task], free: Mapping[date, int], given_up: set[int]
) -> date | None:
    due = inherited_due(without_due(tasks, given_up))
    found = balances(_minutes(tasks), free, due)
    return next((day for day, minutes in found.items() if minutes < 0), None)


def _minutes(tasks: Mapping[int, Task]) -> dict[int, int]:
    return {number: task.minutes for number, task in tasks.items()}
