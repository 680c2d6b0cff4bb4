"""From a book to a plan: when to work on what, and what does not fit."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from study_planner.availability import Week
from study_planner.balance import misfits, spare_minutes, tightest, without_due
from study_planner.book import Book
from study_planner.needs import check_needs, inherited_due
from study_planner.reviews import review_minutes
from study_planner.schedule import Choose, Desk, Session, by_due_date, fill
from study_planner.task import LARGEST_NUMBER, LONGEST_TEXT, Task
from study_planner.turns import Turns, in_turns

HORIZON_DAYS = 2 * 365
REVIEW_DAYS = 14  # reviews further ahead are not planned yet


@dataclass(frozen=True)
class Late:
    """A task whose due date was given up: minutes missing by then, and the day it is finished."""

    task: Task
    short: int
    finish: date | None


@dataclass(frozen=True)
class Plan:
    """Sessions in order; what does not fit; the due date that lacks most time, and how much."""

    sessions: list[Session]
    work: Mapping[int, Task]  # all that is to be planned, reviews among them
    late: list[Late]
    tightest: tuple[date, int] | None
    without_time: Mapping[int, int]  # minutes by task, of those that are not late


def make_plan(book: Book, today: date, now: datetime | None = None, *, mix: bool = True) -> Plan:
    """Plan all that is open; `mix` subjects where there is time to spare.

    A due date beyond the horizon counts as none: what is free until then is not known.
    """
    all_open = book.open_tasks()
    check_needs(all_open)
    tasks = without_due(all_open, _far(all_open, today))
    reviews, starts = _reviews(book, today)
    work = tasks | reviews
    free = free_days(book.week, today, now, sum(task.minutes for task in work.values()))
    given_up = misfits(tasks, free)
    due = inherited_due(without_due(work, given_up))
    choose: Choose = by_due_date(due)
    if mix:
        choose = in_turns(due, Turns(task.subject for task in work.values()), choose)
    wished = inherited_due(work)
    pressing = {number for number in work if number in reviews or wished[number] < due[number]}
    choose = _pressing_first(pressing, due, choose)
    sessions = _joined(list(fill(work, free, choose, starts)))
    late = [_late(tasks[number], sessions) for number in sorted(given_up)]
    rest = _unplanned(work, sessions, given_up)
    return Plan(sessions, work | all_open, late, tightest(tasks, free), rest)


def _far(tasks: Mapping[int, Task], today: date) -> set[int]:
    end = today + timedelta(days=HORIZON_DAYS)
    return {number for number, task in tasks.items() if task.due and task.due >= end}


def free_days(week: Week, today: date, now: datetime | None, enough: int) -> dict[date, int]:
    """Return the minutes of each day from today until `enough` have come together, in order."""
    free: dict[date, int] = {}
    for n in range(HORIZON_DAYS):
        day = today + timedelta(days=n)
        free[day] = week.minutes(day, now if n == 0 else None)
        enough -= free[day] if n >= REVIEW_DAYS else 0
        if enough <= 0 and n >= REVIEW_DAYS:
            break
    return free


def _reviews(book: Book, today: date) -> tuple[dict[int, Task], dict[int, date]]:
    """Return the coming reviews as tasks with numbers of their own, and the day each may start."""
    end = today + timedelta(days=REVIEW_DAYS)
    soon = [number for number, review in book.reviews.items() if review.due <= end]
    unused = (n for n in range(LARGEST_NUMBER, 0, -1) if n not in book.tasks)  # after all tasks
    own = dict(zip(sorted(soon, reverse=True), unused, strict=False))
    tasks = {number: _review(book.tasks[reviewed], number) for reviewed, number in own.items()}
    starts = {number: max(book.reviews[reviewed].due, today) for reviewed, number in own.items()}
    return tasks, starts


def _review(task: Task, number: int) -> Task:
    title = f"review {task}"[:LONGEST_TEXT]
    return Task(number, title, task.subject, review_minutes(task.minutes))


def _pressing_first(pressing: set[int], due: Mapping[int, date], otherwise: Choose) -> Choose:
    """Use spare time for what is late or to be reviewed, before anything else."""
    by_date = by_due_date(due)

    def choose(ready: list[Task], desk: Desk) -> tuple[Task, int]:
        first = [task for task in ready if task.number in pressing]
        if first:
            spare = spare_minutes(desk.left, desk.free, due)
            task, most = by_date(first, desk)
            if spare >= most or spare >= Turns.block_minutes:
                return task, min(most, spare)
        return otherwise(ready, desk)

    return choose


def _joined(sessions: list[Session]) -> list[Session]:
    """Join neighbours on the same task and day."""
    joined: list[Session] = []
    for session in sessions:
        last = joined[-1] if joined else None
        if last and (last.day, last.number) == (session.day, session.number):
            joined[-1] = Session(last.day, last.number, last.minutes + session.minutes)
        else:
            joined.append(session)
    return joined


def _unplanned(work: Mapping[int, Task], sessions: list[Session], late: Set[int]) -> dict[int, int]:
    """Return the minutes that found no day, by task, of those that are not late."""
    planned: Counter[int] = Counter()
    for session in sessions:
        planned[session.number] += session.minutes
    rest = {number: task.minutes - planned[number] for number, task in work.items()}
    return {number: minutes for number, minutes in rest.items() if minutes and number not in late}


def _late(task: Task, sessions: list[Session]) -> Late:
    own = [session for session in sessions if session.number == task.number]
    in_time = sum(session.minutes for session in own if task.due and session.day <= task.due)
    complete = sum(session.minutes for session in own) == task.minutes
    return Late(task, task.minutes - in_time, own[-1].day if complete else None)
