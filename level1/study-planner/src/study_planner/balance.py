"""Time against work: what is to spare at each due date, and what cannot be done by its own."""

from bisect import bisect_right
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

    Expects the days of `free` in order.
    Work can meet all its due dates if and only if none of these is negative.
    """
    load: Counter[date] = Counter()
    for number, minutes in left.items():
        if minutes and due[number] < NEVER:
            load[due[number]] += minutes
    days, free_before = list(free), [0, *accumulate(free.values())]
    due_days = sorted(load)
    due_by = accumulate(load[day] for day in due_days)
    return {
        day: free_before[bisect_right(days, day)] - minutes
        for day, minutes in zip(due_days, due_by, strict=True)
    }


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
    are lost (Moore 1968), where no task needs another. What fits again at the end keeps its due date.
    """
    given_up: set[int] = set()
    kept = dict(tasks)
    while day := _first_overfull(kept, free):
        due = (task for task in kept.values() if task.due and task.due <= day)
        longest = max(due, key=lambda task: (task.minutes, task.number))
        kept[longest.number] = replace(longest, due=None)
        given_up.add(longest.number)
    for number in sorted(given_up, key=lambda number: (tasks[number].minutes, number)):
        if _first_overfull(without_due(tasks, given_up - {number}), free) is None:
            given_up.remove(number)
    return given_up


def without_due(tasks: Mapping[int, Task], given_up: set[int]) -> dict[int, Task]:
    """Return the tasks, without the due dates that are given up."""
    return {n: replace(task, due=None) if n in given_up else task for n, task in tasks.items()}


def _first_overfull(tasks: Mapping[int, Task], free: Mapping[date, int]) -> date | None:
    found = balances(_minutes(tasks), free, inherited_due(tasks))
    return next((day for day, minutes in found.items() if minutes < 0), None)


def _minutes(tasks: Mapping[int, Task]) -> dict[int, int]:
    return {number: task.minutes for number, task in tasks.items()}
