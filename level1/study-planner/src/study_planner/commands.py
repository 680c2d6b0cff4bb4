"""What each command does with tasks: ask the store, change a book, show the answer."""

from dataclasses import replace

from study_planner import views
from study_planner.book import Book
from study_planner.context import Context
from study_planner.task import Task

USUAL_SUBJECT = "General"


def add(context: Context) -> None:
    """Add a task, and say which number it got."""
    given = context.options

    def change(book: Book) -> Book:
        task = context.checked(
            lambda: Task(
                book.next_number(),
                given.title,
                given.subject or USUAL_SUBJECT,
                given.time,
                context.day(given.due, book),
                tuple(sorted(set(given.needs or ()))),
            )
        )
        return book.put(task)

    book = context.store.update(change)
    task = book.tasks[max(book.tasks)]
    print(f"added {views.sentence(task, context.today(book))}")


def edit(context: Context) -> None:
    """Change what was given of a task; `--due none` and `--needs` alone take away."""
    given = context.options

    def change(book: Book) -> Book:
        old = book.task(given.number)
        changes = {
            "title": given.title,
            "subject": given.subject,
            "minutes": given.time,
            "needs": None if given.needs is None else tuple(sorted(set(given.needs))),
        }
        kept = {name: value for name, value in changes.items() if value is not None}
        if given.due:
            kept["due"] = None if given.due == "none" else context.day(given.due, book)
        return book.put(context.checked(lambda: replace(old, **kept)))

    book = context.store.update(change)
    print(f"changed {views.sentence(book.task(given.number), context.today(book))}")


def done(context: Context) -> None:
    """Mark a task done, or rate its review, and say when to review it."""
    number = context.options.number

    def change(book: Book) -> Book:
        return book.finish(number, context.options.rating, context.today(book))

    book = context.store.update(change)
    review = views.review_sentence(book, number, context.today(book))
    print(f"done {book.task(number)}; {review}")


def remove(context: Context) -> None:
    """Forget a task."""
    number = context.options.number
    gone = context.store.read().task(number)
    context.store.update(lambda book: book.remove(number))
    print(f"removed {gone}")


def list_tasks(context: Context) -> None:
    """Show tasks."""
    book = context.store.read()
    tasks = [task for task in book.tasks.values() if context.options.all or task.done is None]
    if not tasks:
        print("Nothing to do. Add a task with: study-planner add TITLE TIME --due DAY")
    elif context.options.urgent:
        context.show(views.urgent_table(book, context.today(book)))
    else:
        context.show(views.task_table(tasks, context.today(book)))


def stats(context: Context) -> None:
    """Show what is left and what was done."""
    book = context.store.read()
    tasks, today = book.tasks.values(), context.today(book)
    left, finished = views.left_table(tasks), views.finished_table(tasks, today)
    context.show(left)
    print()
    context.show(finished)


def hours(context: Context) -> None:
    """Show when there is time, after changing it if a day or a zone was given."""
    given = context.options
    if given.days or given.zone:
        book = context.store.update(lambda book: _with_hours(context, book))
    else:
        book = context.store.read()
    context.show(views.hours_table(book.week))
    print(f"on the clocks of {book.week.zone.key}")


def _with_hours(context: Context, book: Book) -> Book:
    from study_planner.availability import Week, Window, read_weekdays
    from study_planner.records import read_zone

    def change() -> Week:
        given, week = context.options, book.week
        days = read_weekdays(given.days) if given.days else ()
        windows = tuple(sorted({Window(text) for text in given.window}))
        return Week(
            tuple(windows if day in days else old for day, old in enumerate(week.windows)),
            read_zone(given.zone) if given.zone else week.zone,
        )

    return replace(book, week=context.checked(change))
