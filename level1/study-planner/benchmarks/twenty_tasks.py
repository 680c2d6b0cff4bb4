"""Write the same 20 tasks for the planner and for todoman, with its configuration.

    python benchmarks/twenty_tasks.py FOLDER

Each reads what it reads every day: a JSON file here, a folder of iCalendar files there.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Todo

from study_planner.cli import main as planner

N = 20


def write_for_todoman(folder: Path, now: datetime) -> None:
    """Write one file for each task, and the configuration."""
    tasks = folder / "calendars" / "study"
    tasks.mkdir(parents=True)
    for number in range(N):
        todo = Todo(summary=f"Task {number:02}", uid=f"{number}@study")
        todo.DTSTAMP, todo.DUE = now, now + timedelta(days=9)
        calendar = Calendar.new(subcomponents=[todo])
        (tasks / f"{number}.ics").write_bytes(calendar.to_ical())
    settings = f"path = {f'{tasks.parent}/*'!r}\ncache_path = {str(folder / 'cache.sqlite3')!r}\n"
    (folder / "todoman.py").write_text(settings)


def main(folder: Path) -> None:
    """Write everything."""
    write_for_todoman(folder, datetime.now(UTC))
    for number in range(N):
        planner(
            ["--file", str(folder / "plan.json"), "add", f"Task {number:02}", "1h", "--due", "+9"]
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
