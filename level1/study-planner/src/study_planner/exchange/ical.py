"""Tasks and sessions as iCalendar (RFC 5545), through the `icalendar` package."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from icalendar import Calendar, Event, Todo, vCategory

from study_planner.dates import check_day
from study_planner.errors import BadRow
from study_planner.exchange.rows import read_rows
from study_planner.task import Task
from study_planner.timetable import Slot

MINUTES = "X-STUDY-MINUTES"  # the standard has no property for how long a to-do takes
BEGIN = re.compile(r"BEGIN:VTODO\s*", re.IGNORECASE)
USUAL_MINUTES, USUAL_SUBJECT = 60, "Calendar"


def dump(tasks: Iterable[Task], slots: Iterable[Slot], today: date, zone: tzinfo) -> str:
    """Write tasks as to-dos and sessions as events; `zone` says when a day is."""
    by_number = {task.number: task for task in tasks}
    calendar = Calendar()
    calendar.add("prodid", "-//study-planner//1.0//EN")
    calendar.add("version", "2.0")
    stamp = datetime.combine(today, time(), UTC)
    for task in by_number.values():
        calendar.add_component(_todo(task, stamp, zone))
    for count, slot in enumerate(slots, start=1):
        if slot.number in by_number:
            calendar.add_component(_event(by_number[slot.number], slot, count, stamp))
    return str(calendar.to_ical(), "utf-8")


def load(text: str, zone: tzinfo) -> Iterator[Task | BadRow]:
    """Yield a task or what is wrong with it for each to-do; raise ValueError for what is no calendar.

    A time is of the day that it is in `zone`. Only what is in the calendar, too, can be needed: other
    programs use the same property for their own folders.
    """
    todos = _todos(text)
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if BEGIN.fullmatch(line)]
    numbers = {str(_first(todo, "uid", count)): count for count, todo in enumerate(todos, start=1)}
    return read_rows(
        zip(lines, todos, strict=True), lambda todo, number: _task(todo, number, numbers, zone)
    )


def _todos(text: str) -> list[Any]:
    try:
        return list(Calendar.from_ical(text).walk("VTODO"))
    except TypeError as error:  # the library's, where a property says that it is of another type
        raise ValueError(f"a property is of a type that it cannot have: {error}") from error


def _todo(task: Task, stamp: datetime, zone: tzinfo) -> Todo:
    todo = Todo()
    todo.add("uid", _uid(task.number))
    todo.add("dtstamp", stamp)
    todo.add("summary", task.title)
    todo.add("categories", [task.subject])
    todo.add(MINUTES, str(task.minutes))
    for need in task.needs:
        todo.add("related-to", _uid(need))
    if task.due:
        todo.add("due", task.due)
    if task.done:
        todo.add("status", "COMPLETED")
        todo.add("completed", datetime.combine(task.done, time(12), zone).astimezone(UTC))
    return todo


def _event(task: Task, slot: Slot, count: int, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"session-{count}-{_uid(task.number)}")
    event.add("dtstamp", stamp)
    event.add("summary", f"{task.subject}: {task.title}")
    event.add("dtstart", slot.start.astimezone(UTC))
    event.add("dtend", slot.end.astimezone(UTC))
    return event


def _uid(number: int) -> str:
    return f"task-{number}@study-planner"


def _task(todo: Any, number: int, numbers: dict[str, int], zone: tzinfo) -> Task:
    return Task(
        number=number,
        title=str(_first(todo, "summary", "")),
        subject=_subject(_first(todo, "categories", vCategory([USUAL_SUBJECT]))),
        minutes=_minutes(str(_first(todo, MINUTES, USUAL_MINUTES))),
        due=_day(_first(todo, "due", None), zone),
        needs=tuple(numbers[str(uid)] for uid in _all(todo, "related-to") if str(uid) in numbers),
        done=_day(_first(todo, "completed", None), zone),
    )


def _all(todo: Any, name: str) -> list[Any]:
    """Return every value of a property: the library gives a list only where there are several."""
    value = todo.get(name, [])
    return value if isinstance(value, list) else [value]


def _first(todo: Any, name: str, default: Any) -> Any:
    return next(iter(_all(todo, name)), default)


def _subject(categories: Any) -> str:
    if not isinstance(categories, vCategory):
        raise ValueError("expected categories that are text")
    return str(categories.cats[0])


def _minutes(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise ValueError(f"expected {MINUTES} to be minutes, got {text[:40]!r}")
    return int(text)


def _day(value: Any, zone: tzinfo) -> date | None:
    if value is None:
        return None
    day = getattr(value, "dt", None)
    if not isinstance(day, date):
        raise ValueError(f"expected a day, got {str(value)[:40]!r}")
    if not isinstance(day, datetime):
        return day
    check_day(day.date())  # the year 9999 has no other zone
    return (day.astimezone(zone) if day.tzinfo else day).date()
