"""Plans as tables and sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from study_planner import durations
from study_planner.dates import say_day
from study_planner.planner import Plan
from study_planner.tables import Table
from study_planner.timetable import Slot

WEEK_DAYS = 7
SPAN = "within two years"  # as far as a plan reaches: HORIZON_DAYS


def plan_table(plan: Plan, slots: list[Slot], today: date) -> Table:
    """Show each slot, under its day."""
    rows = []
    before: date | None = None
    for slot in slots:
        day = slot.start.date()
        task = plan.work[slot.number]
        heading = say_day(day, today) if day != before else ""
        time = durations.say(slot.minutes)
        rows.append((heading, f"{slot.start:%H:%M}", time, task.subject, task.title))
        before = day
    return Table(("day", "at", "time", "subject", "task"), rows, right=("time",))


def week_table(plan: Plan, slots: list[Slot], today: date) -> Table:
    """Show the next seven days side by side: when, and which subject."""
    days = [today + timedelta(days=n) for n in range(WEEK_DAYS)]
    cells: defaultdict[date, list[str]] = defaultdict(list)
    for slot in slots:
        cells[slot.start.date()].append(f"{slot.start:%H:%M} {plan.work[slot.number].subject}")
    height = max((len(cells[day]) for day in days), default=0)
    rows = [[cells[day][n] if n < len(cells[day]) else "" for day in days] for n in range(height)]
    minutes = Counter(dict.fromkeys(days, 0))
    for slot in slots:
        minutes[slot.start.date()] += slot.minutes
    rows.append([f"= {durations.say(minutes[day])}" for day in days])
    return Table([say_day(day, today) for day in days], rows)


def verdict(plan: Plan, today: date) -> Iterator[str]:
    """Say whether everything fits, and if not what does not and by how much."""
    total = durations.say(sum(task.minutes for task in plan.work.values()))
    yield f"{total} of work; {_due_dates(plan)}"
    if plan.tightest:
        day, minutes = plan.tightest
        yield f"until {say_day(day, today)} you have {durations.say(minutes)} too little"
    for late in plan.late:
        end = f"done on {say_day(late.finish, today)}" if late.finish else f"no time for it {SPAN}"
        yield (
            f"does not fit: {late.task}, due {say_day(late.task.due, today)}, "
            f"is {durations.say(late.short)} short; {end}"
        )
    for number, minutes in plan.without_time.items():
        task = plan.work[number]
        due = f", due {say_day(task.due, today)}" if task.due else ""
        yield f"no time {SPAN}: {task}{due}, for {durations.say(minutes)} of it"


def _due_dates(plan: Plan) -> str:
    if plan.late:
        return "not every due date can be met"
    if any(plan.work[number].due for number in plan.without_time):
        return f"every due date {SPAN} is met"
    return "every due date is met"
