"""Totals over many tasks: minutes left by subject, and what was finished on which day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from study_planner.task import Task


def minutes_left(tasks: Iterable[Task]) -> Counter[str]:
    """Sum the minutes of the open tasks by subject; written as the first open task of each has it."""
    # step 4: begin
    spelling: dict[str, str] = {}
    left: Counter[str] = Counter()
    for task in tasks:
        if task.done is None:
            subject = spelling.setdefault(task.subject.casefold(), task.subject)
            left[subject] += task.minutes
    return left
    # step 4: end


def finished(tasks: Iterable[Task]) -> dict[date, list[str]]:
    """List the titles that were finished on each day."""
    # step 4: begin
    titles: defaultdict[date, list[str]] = defaultdict(list)
    for task in tasks:
        if task.done is not None:
            titles[task.done].append(task.title)
    return dict(titles)
    # step 4: end
