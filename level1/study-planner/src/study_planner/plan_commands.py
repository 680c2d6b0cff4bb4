"""What each command does with plans."""

from datetime import date

from study_planner import plan_views
from study_planner.book import Book
from study_planner.context import Context
from study_planner.demo import demo_book
from study_planner.planner import Plan, make_plan
from study_planner.timetable import Slot, timetable

FIRST = "add Essay 3h --due fri"


def show_plan(context: Context) -> None:
    """Show the plan; one of example data where there is nothing to plan yet."""
    book = context.store.read()
    today = context.today(book)
    lines = []
    if context.options.main:
        lines.append(_source(context, book))
        book = book if book.tasks else demo_book(today)
    plan, slots = _plan(context, book, today)
    lines.extend(plan_views.verdict(plan, today))
    as_table = plan_views.week_table if context.options.week else plan_views.plan_table
    table = as_table(plan, slots, today)
    print(*lines, sep="\n")  # nothing before all is made
    if table.rows:
        context.show(table)


def show_today(context: Context) -> None:
    """Show what the plan has for today."""
    book = context.store.read()
    today = context.today(book)
    plan, slots = _plan(context, book, today)
    slots = [slot for slot in slots if slot.start.date() == today]
    if slots:
        context.show(plan_views.plan_table(plan, slots, today))
    else:
        print("Nothing to study today.")


def _source(context: Context, book: Book) -> str:
    if context.options.demo or not book.tasks:
        return f"An example plan. Begin yours with: {context.options.prog} {FIRST}"
    return f"Your plan for {len(book.open_tasks())} open tasks."


def _plan(context: Context, book: Book, today: date) -> tuple[Plan, list[Slot]]:
    now = context.now()  # once: the minute may turn while a plan is made
    plan = make_plan(book, today, now, mix=not context.options.focus)
    return plan, timetable(plan.sessions, book.week, now)
