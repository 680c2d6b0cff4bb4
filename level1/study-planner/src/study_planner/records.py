"""A book as JSON, and back: every field is checked, since people edit files by hand."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from study_planner.availability import Week, Window
from study_planner.book import Book
from study_planner.dates import WEEKDAYS, check_day
from study_planner.needs import check_needs
from study_planner.reviews import Review
from study_planner.task import LARGEST_NUMBER, Task, check_whole

VERSION = 1


class NewerRecord(ValueError):
    """The text was written by a later version, whose fields we may not know."""


def dump(book: Book) -> str:
    """Write a book as JSON."""
    record = {
        "version": VERSION,
        "zone": book.week.zone.key,
        "week": dict(zip(WEEKDAYS, _windows(book.week), strict=True)),
        "last_removed": book.last_removed,
        "tasks": [task_record(task) for task in book.tasks.values()],
        "reviews": {
            str(number): {"due": review.due.isoformat(), "card": dict(review.card)}
            for number, review in book.reviews.items()
        },
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def load(text: str) -> Book:
    """Read a book; raise NewerRecord, or ValueError for what is no book."""
    try:
        record = json.loads(text)
        _check_version(record)
        _check_values(record)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    tasks = _read_tasks(_field(record, "tasks", list))
    week = read_week(_field(record, "week", dict), _field(record, "zone", str))
    reviews = _read_reviews(_field(record, "reviews", dict), tasks)
    last_removed = _field(record, "last_removed", int, 0)
    if last_removed:
        check_whole("task number", last_removed, LARGEST_NUMBER)
    return Book(week, tasks, reviews, last_removed)


def task_record(task: Task) -> dict[str, Any]:
    """Return a task as JSON values."""
    return {
        "number": task.number,
        "title": task.title,
        "subject": task.subject,
        "minutes": task.minutes,
        "due": task.due.isoformat() if task.due else None,
        "needs": list(task.needs),
        "done": task.done.isoformat() if task.done else None,
    }


def read_task(record: object) -> Task:
    """Read what `task_record` wrote; raise ValueError for anything else."""
    return Task(
        number=_field(record, "number", int),
        title=_field(record, "title", str),
        subject=_field(record, "subject", str),
        minutes=_field(record, "minutes", int),
        due=_day(_field(record, "due", str, None)),
        needs=tuple(_field(record, "needs", list, [])),
        done=_day(_field(record, "done", str, None)),
    )


def read_week(record: Mapping[str, Any], zone: str) -> Week:
    """Read the windows of each weekday; a day that is not named has none."""
    if strange := record.keys() - set(WEEKDAYS):
        raise ValueError(f"{min(strange)!r} is no weekday")
    days = [_field(record, day, list, []) for day in WEEKDAYS]
    if not all(isinstance(text, str) for texts in days for text in texts):
        raise ValueError("expected windows such as 18:00-20:00")
    return Week(tuple(tuple(Window(text) for text in texts) for texts in days), read_zone(zone))


def read_zone(name: str) -> ZoneInfo:
    """Return a time zone such as Europe/Berlin; raise ValueError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"expected a time zone such as Europe/Berlin, got {name[:40]!r}") from None


def _windows(week: Week) -> list[list[str]]:
    return [[str(window) for window in windows] for windows in week.windows]


def _check_version(record: object) -> None:
    version = _field(record, "version", int)
    if version > VERSION:
        raise NewerRecord(f"version {version} is newer than this planner's {VERSION}")


def _check_values(record: object) -> None:
    """Raise ValueError for what Python reads and nobody could write: 1e999, NaN, half a character."""
    try:
        json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise ValueError("there is half a character (a lone surrogate) in a text") from None
    except ValueError:
        raise ValueError("there is a number that is none, such as NaN or 1e999") from None


def _read_tasks(records: list[object]) -> dict[int, Task]:
    tasks = {task.number: task for task in map(read_task, records)}
    if len(tasks) < len(records):
        raise ValueError("two tasks have the same number")
    if len({task.name for task in tasks.values()}) < len(tasks):
        raise ValueError("two tasks have the same subject and title")
    if missing := {need for task in tasks.values() for need in task.needs} - tasks.keys():
        raise ValueError(f"task {min(missing)} is needed but missing")
    check_needs(tasks)
    return tasks


def _read_reviews(record: Mapping[str, Any], tasks: Mapping[int, Task]) -> dict[int, Review]:
    reviews = {}
    for name, review in record.items():
        if not name.isdecimal() or int(name) not in tasks:
            raise ValueError(f"there is a review of an unknown task {name[:40]!r}")
        due = _day(_field(review, "due", str))
        if due is None:
            raise ValueError("a review has no day")
        reviews[int(name)] = Review(due, _field(review, "card", dict))
    return reviews


def _day(text: str | None) -> date | None:
    return None if text is None else check_day(date.fromisoformat(text))


_REQUIRED: Any = object()


def _field(record: object, name: str, kind: type, default: Any = _REQUIRED) -> Any:
    """Return one field of a JSON object, of the kind expected; null stands for the default."""
    if not isinstance(record, dict):
        raise ValueError("expected an object")
    value = record.get(name)
    if value is None and default is not _REQUIRED:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"expected {name!r} to be of type {kind.__name__}, got {value!r}"[:150])
    return value
