"""Tasks as CSV: id, title, subject, time, due, needs, done; a spreadsheet's file will do."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from study_planner import durations
from study_planner.dates import parse_day
from study_planner.errors import BadRow
from study_planner.exchange.rows import read_rows
from study_planner.task import Task

FORMULA = re.compile(r"'*[=+\-@]")  # guarded already, or not yet
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
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[tuple[int, dict[str, str | None]]] = []
    broken: list[BadRow] = []
    try:
        if missing := {"title", "subject", "time"} - set(reader.fieldnames or ()):
            broken.append(BadRow(1, f"the heading lacks {', '.join(sorted(missing))}"))
        else:
            rows.extend((reader.line_num, row) for row in reader)
    except csv.Error as error:
        broken.append(BadRow(reader.line_num + 1, str(error)))  # after the last that was read
    yield from read_rows(rows, lambda row, count: read_row(row, count, today))
    yield from broken


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
    """Guard text that a spreadsheet would run as a formula, with an apostrophe more."""
    return f"'{text}" if FORMULA.match(text) else text


def _plain(text: str) -> str:
    """Undo what `_safe` does, and only that: the apostrophe of 'Tis stays."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
