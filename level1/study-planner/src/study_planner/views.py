"""Books as tables and sentences."""

from collections.abc import Collection, Iterable
from datetime import date

from study_planner import durations
from study_planner.availability import Week
from study_planner.book import Book
from study_planner.dates import NEVER, WEEKDAYS, say_day
from study_planner.needs import inherited_due
from study_planner.tables import Table
from study_planner.task import Task
from study_planner.totals import finished, minutes_left

BAR_WIDTH = 20


def sentence(task: Task, today: date) -> str:
    """Describe a task in a line."""
    due = f", due {say_day(task.due, today)}" if task.due else ""
    needs = f", after {', '.join(map(str, task.needs))}" if task.needs else ""
    return f"{task} ({task.subject}, {durations.say(task.minutes)}{due}{needs})"


def review_sentence(book: Book, number: int, today: date) -> str:
    """Say when a finished task is to be reviewed."""
    return f"review it on {say_day(book.reviews[number].due, today)}"


def task_table(tasks: Iterable[Task], today: date) -> Table:
    """Show tasks in the order in which they came."""
    rows = [
        (
            str(task.number),
            task.subject,
            task.title,
            durations.say(task.minutes),
            say_day(task.due, today),
            " ".join(map(str, task.needs)),
            _state(task, today),
        )
        for task in tasks
    ]
    return Table(
        ("no", "subject", "task", "time", "due", "after", "state"), rows, right=("no", "time")
    )


def _state(task: Task, today: date) -> str:
    if task.done:
        return f"done {say_day(task.done, today)}"
    return "overdue" if task.due and task.due < today else ""


def urgent_table(book: Book, today: date) -> Table:
    """Show open tasks by the day on which each must be done, for its own sake or for another's."""
    tasks = book.open_tasks()
    due = inherited_due(tasks)
    rows = [
        (str(task.number), task.subject, task.title, day, say_day(task.due, today))
        for task in sorted(tasks.values(), key=lambda task: (due[task.number], task.number))
        for day in [say_day(None if due[task.number] == NEVER else due[task.number], today)]
    ]
    return Table(("no", "subject", "task", "needed by", "own due date"), rows, right=("no",))


def left_table(tasks: Collection[Task]) -> Table:
    """Show how much is left of each subject, the most first."""
    left = minutes_left(tasks)
    whole = left.total() or 1
    rows = [
        (subject, durations.say(minutes), f"{minutes / whole:.0%}", _bar(minutes / whole))
        for subject, minutes in left.most_common()
    ]
    return Table(("subject", "left", "share", ""), rows, right=("left", "share"))


def _bar(share: float) -> str:
    return "█" * max(1, round(share * BAR_WIDTH))


def finished_table(tasks: Collection[Task], today: date) -> Table:
    """Show what was finished, the latest day first."""
    days = sorted(finished(tasks).items(), reverse=True)
    rows = [(say_day(day, today), ", ".join(titles)) for day, titles in days]
    return Table(("done", "tasks"), rows)


def hours_table(week: Week) -> Table:
    """Show the windows of each weekday."""
    rows = [
        (name, "  ".join(str(window) for window in sorted(set(windows))) or "-")
        for name, windows in zip(WEEKDAYS, week.windows, strict=True)
    ]
    return Table(("day", "time to study"), rows)
