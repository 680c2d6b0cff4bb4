"""What the commands import and export do."""

import sys
from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from pathlib import Path

from study_planner.book import Book
from study_planner.context import Context
from study_planner.errors import BadInput, BadRow, FileTrouble, StudyError
from study_planner.merge import Merged
from study_planner.storage import LARGEST_BYTES, real_path, unused_name, write
from study_planner.task import Task
from study_planner.views import sentence

FORMATS = ("json", "csv", "ics")


def take_in(context: Context) -> None:
    """Import a file, whole or not at all; with `--check` only say what each line would do."""
    source = context.options.source
    book = context.store.read()
    today = context.today(book)
    found = list(_read(source, today, book.week.zone))
    if context.options.check:
        for item in found:
            print(_judged(item, today))
        return
    tasks = [task for task in found if isinstance(task, Task)]
    if wrong := [item for item in found if isinstance(item, BadRow)]:
        more = f" (and {len(wrong) - 1} more; see import --check)" if len(wrong) > 1 else ""
        raise FileTrouble(Path(source), f"nothing imported, {wrong[0]}{more}")
    print(_summary(_store(context, tasks), len({task.name for task in tasks})))
    if Path(source).suffix.lower() == ".json":
        print(f"tasks only; --file {source} uses its hours and reviews, too")


def give_out(context: Context) -> None:
    """Export to a file, or to the screen."""
    target = context.options.target
    kind = target if target in FORMATS else Path(target).suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise BadInput(f"expected a file that ends in .json, .csv or .ics, got {target!r}")
    text = _written(context, kind)
    if target in FORMATS:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # as import reads it
        print(text, end="")
    else:
        path = real_path(Path(target))
        write(path, text, unused_name(path, "draft"))
        print(f"wrote {target}")


def _judged(item: Task | BadRow, today: date) -> str:
    if isinstance(item, BadRow):
        return f"{item} - left out"
    return f"fine: {sentence(item, today)}"


def _store(context: Context, tasks: list[Task]) -> Merged:
    merged: list[Merged] = []

    def change(book: Book) -> Book:
        book, result = context.checked(lambda: book.take_in(tasks))
        merged.append(result)
        return book

    context.store.update(change)
    return merged[-1]


def _summary(merged: Merged, count: int) -> str:
    added, changed = len(merged.added), len(merged.changed)
    return f"{added} new, {changed} changed, {count - added - changed} as before"


def _read(source: str, today: date, zone: tzinfo) -> Iterator[Task | BadRow]:
    if source == "roadmap":
        from study_planner.exchange.roadmap import find_roadmap, remaining_steps

        yield from remaining_steps(find_roadmap(Path.cwd()))
        return
    path = Path(source)
    try:
        yield from _parse(path.suffix.lower(), _text(path), today, zone)
    except (ValueError, StudyError) as error:
        raise FileTrouble(path, f"nothing imported, {error}") from error


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError("larger than any study plan")
    return path.read_text(encoding="utf-8-sig")


def _parse(kind: str, text: str, today: date, zone: tzinfo) -> Iterable[Task | BadRow]:
    if kind == ".csv":
        from study_planner.exchange.table import load

        return load(text, today)
    if kind == ".ics":
        from study_planner.exchange.ical import load as load_ical

        return load_ical(text, zone)
    if kind == ".json":
        from study_planner.records import load as load_json

        return load_json(text).tasks.values()
    raise ValueError("expected a file that ends in .json, .csv or .ics, or the word roadmap")


def _written(context: Context, kind: str) -> str:
    book = context.store.read()
    if kind == "csv":
        from study_planner.exchange.table import dump

        return dump(book.tasks.values())
    if kind == "json":
        from study_planner.records import dump as dump_json

        return dump_json(book)
    from study_planner.exchange.ical import dump as dump_ical
    from study_planner.planner import make_plan
    from study_planner.timetable import timetable

    today, now = context.today(book), context.now()
    slots = timetable(make_plan(book, today, now).sessions, book.week, now)
    return dump_ical(book.tasks.values(), slots, today, book.week.zone)
