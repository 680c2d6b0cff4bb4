"""What the lines of an imported file say: tasks that can be told apart, or what is wrong with them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from study_planner.errors import BadRow
from study_planner.task import Task

Row = TypeVar("Row")


def read_rows(
    rows: Iterable[tuple[int, Row]], read: Callable[[Row, int], Task]
) -> Iterator[Task | BadRow]:
    """Yield a task or what is wrong with it for each line and its row, after the last was read.

    `read` is given a row and its place among them, from 1.
    """
    found: list[tuple[int, Task | BadRow]] = []
    lines: dict[object, int] = {}  # where a number or a name was met first
    for count, (line, row) in enumerate(rows, start=1):
        try:
            task = read(row, count)
        except ValueError as error:
            found.append((line, BadRow(line, str(error))))
        else:
            found.append((line, _if_new(task, line, lines)))
    numbers = {item.number for _, item in found if isinstance(item, Task)}
    for line, item in found:
        yield _if_whole(item, line, numbers)


def _if_new(task: Task, line: int, lines: dict[object, int]) -> Task | BadRow:
    if lines.setdefault(task.number, line) != line:
        return BadRow(line, f"id {task.number} again, as in line {lines[task.number]}")
    if lines.setdefault(task.name, line) != line:
        again = f"“{task.title}” of {task.subject} again, as in line {lines[task.name]}"
        return BadRow(line, again)
    return task


def _if_whole(item: Task | BadRow, line: int, numbers: set[int]) -> Task | BadRow:
    """Refuse a task that needs what is not among those read."""
    missing = set(item.needs) - numbers if isinstance(item, Task) else set()
    return BadRow(line, f"needs {min(missing)}, which is no task here") if missing else item
