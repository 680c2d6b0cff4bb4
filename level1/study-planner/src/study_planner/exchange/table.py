"""Tasks as CSV: id, title, subject, time, due, needs, done; a spreadsheet's file will do."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from study_planner import durations
from study_planner.dates import parse_day
from study_planner.errors import BadRow
from study_planner.task import Task

COLUMNS = ("id", "title", "subject", "time", "due", "needs", "done")


def dump(tasks: Iterable[Task]) -> str:
    """Write tasks as CSV, with a heading."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for task in tasks:
        writer.writerow(_row(task))
    return file.getvalue()


def _row(task: Task) -> tuple[object, ...]:
    title, subject, time = _safe(task.title), _safe(task.subject), durations.say(task.minutes)
    return task.number, title, subject, time, task.due, " ".join(map(str, task.needs)), task.done


def load(text: str, today: date) -> Iterator[Task | BadRow]:
    """Yield a task or what is wrong with it for each line; needs name ids of the same file."""
    rows = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if missing := {"title", "subject", "time"} - set(rows.fieldnames or ()):
            yield BadRow(1, f"the heading lacks {', '.join(sorted(missing))}")
            return
        seen: set[int] = set()
        for count, row in enumerate(rows, start=1):
            try:
                task = read_row(row, count, today)
            except ValueError as error:
                yield BadRow(rows.line_num, str(error))
            else:
                again = task.number in seen
                yield BadRow(rows.line_num, f"id {task.number} again") if again else task
                seen.add(task.number)
    except csv.Error as error:
        yield BadRow(rows.line_num + 1, str(error))  # the row after the last that could be read


def read_row(row: Mapping[str, str | None], number: int, today: date) -> Task:
    """Read one line; raise ValueError if it is no task."""
    cell = {name: (text or "").strip() for name, text in row.items() if name}
    return Task(
        number=_number(cell["id"]) if cell.get("id") else number,
        title=_plain(cell["title"]),
        subject=_plain(cell["subject"]),
        minutes=durations.parse(cell["time"]),
        due=_day(cell.get("due"), today),
        needs=tuple(_number(word) for word in cell.get("needs", "").split()),
        done=_day(cell.get("done"), today),
    )


def _day(text: str | None, today: date) -> date | None:
    return parse_day(text, today) if text else None


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise ValueError(f"expected a task number, got {text[:40]!r}")
    return int(text)


def _safe(text: str) -> str:
    """Guard text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "'")) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") else text
