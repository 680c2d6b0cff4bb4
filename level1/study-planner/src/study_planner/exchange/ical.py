"""Tasks and sessions as iCalendar (RFC 5545), through the `icalendar` package."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar import Calendar, Event, Todo

from study_planner.task import Task
from study_planner.timetable import Slot

MINUTES = "X-STUDY-MINUTES"  # the standard has no property for how long a to-do takes
USUAL_MINUTES, USUAL_SUBJECT = 60, "Calendar"


def dump(tasks: Iterable[Task], slots: Iterable[Slot], today: date) -> str:
    """Write tasks as to-dos and sessions as events."""
    by_number = {task.number: task for task in tasks}
    calendar = Calendar()
    calendar.add("prodid", "-//study-planner//1.0//EN")
    calendar.add("version", "2.0")
    stamp = datetime.combine(today, time(), UTC)
    for task in by_number.values():
        calendar.add_component(_todo(task, stamp))
    for count, slot in enumerate(slots, start=1):
        if slot.number in by_number:
            calendar.add_component(_event(by_number[slot.number], slot, count, stamp))
    return str(calendar.to_ical(), "utf-8")


def load(text: str) -> Iterator[Task]:
    """Yield the to-dos of a calendar; raise ValueError if it is none or a to-do makes no sense."""
    todos = list(Calendar.from_ical(text).walk("VTODO"))
    numbers = {str(_first(todo, "uid", count)): count for count, todo in enumerate(todos, start=1)}
    for number, todo in enumerate(todos, start=1):
        yield _task(todo, number, numbers)


def _todo(task: Task, stamp: datetime) -> Todo:
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
        todo.add("completed", datetime.combine(task.done, time(12), UTC))
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


def _task(todo: Any, number: int, numbers: dict[str, int]) -> Task:
    subjects = [str(name) for names in _all(todo, "categories") for name in names.cats]
    return Task(
        number=number,
        title=str(_first(todo, "summary", "")),
        subject=subjects[0] if subjects else USUAL_SUBJECT,
        minutes=_minutes(str(_first(todo, MINUTES, USUAL_MINUTES))),
        due=_day(_first(todo, "due", None)),
        needs=tuple(numbers[str(uid)] for uid in _all(todo, "related-to") if str(uid) in numbers),
        done=_day(_first(todo, "completed", None)),
    )


def _all(todo: Any, name: str) -> list[Any]:
    """Return every value of a property: the library gives a list only where there are several."""
    value = todo.get(name, [])
    return value if isinstance(value, list) else [value]


def _first(todo: Any, name: str, default: Any) -> Any:
    return next(iter(_all(todo, name)), default)


def _minutes(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise ValueError(f"expected {MINUTES} to be minutes, got {text[:40]!r}")
    return int(text)


def _day(value: Any) -> date | None:
    day = getattr(value, "dt", None)
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else None
