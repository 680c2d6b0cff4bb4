"""Fill the days with work: what falls due first goes first, after all that it needs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from study_planner.task import Task


@dataclass(frozen=True)
class Session:
    """Work on one task, on one day, for so many minutes."""

    day: date
    number: int
    minutes: int


@dataclass
class Desk:
    """What is left to do and to give, while the days are being filled."""

    left: dict[int, int]  # minutes by task
    free: dict[date, int]  # minutes by day, in order, today first


# Picks one of the tasks that are ready, and how many minutes to give it at most.
Choose = Callable[[list[Task], Desk], tuple[Task, int]]


def by_due_date(due: Mapping[int, date]) -> Choose:
    """Choose the task that falls due first (of equals the lowest number), for as long as it takes."""

    def choose(ready: list[Task], desk: Desk) -> tuple[Task, int]:
        # step 10: begin
        task = min(ready, key=lambda task: (due[task.number], task.number))
        return task, desk.left[task.number]
        # step 10: end

    return choose


def fill(
    tasks: Mapping[int, Task],
    free: Mapping[date, int],
    choose: Choose,
    starts: Mapping[int, date] | None = None,
) -> Iterator[Session]:
    """Yield sessions in order, until all is done or no day is left; change neither argument.

    `free` gives the minutes of each day; `starts` says which tasks may not start before a day.
    """
    desk = Desk({task.number: task.minutes for task in tasks.values()}, dict(free))
    starts = starts or {}
    for day in free:
        # step 10: begin
        while desk.free[day] and (ready := ready_tasks(tasks, desk, starts, day)):
            task, most = choose(ready, desk)
            minutes = min(most, desk.left[task.number], desk.free[day])
            desk.left[task.number] -= minutes
            desk.free[day] -= minutes
            yield Session(day, task.number, minutes)
        # step 10: end
        del desk.free[day]


def ready_tasks(
    tasks: Mapping[int, Task], desk: Desk, starts: Mapping[int, date], day: date
) -> list[Task]:
    """Return the unfinished tasks that may be worked on: all that they need is finished."""
    unfinished = {number for number, minutes in desk.left.items() if minutes}
    return [
        task
        for number, task in tasks.items()
        if number in unfinished
        and unfinished.isdisjoint(task.needs)
        and starts.get(number, day) <= day
    ]
