"""Count the due dates that plans meet, beside doing tasks in the order in which they were typed.

    python benchmarks/due_dates.py [WEEKS]

Made-up weeks, always the same ones: 8 tasks of 20 minutes to 3 hours, most of them due within
the week, some needing earlier ones; 2 hours of time on each day, 3 at the weekend.
"""

import random
import sys
from datetime import date, timedelta

from study_planner.balance import misfits, without_due
from study_planner.needs import inherited_due
from study_planner.schedule import Choose, Session, by_due_date, fill
from study_planner.task import Task
from study_planner.turns import Turns, in_turns

MONDAY = date(2026, 3, 2)
FREE = {MONDAY + timedelta(days=n): 180 if n % 7 > 4 else 120 for n in range(21)}
Tasks = dict[int, Task]


def made_up(chance: random.Random) -> Tasks:
    """Make up the tasks of one week."""
    tasks: Tasks = {}
    for number in range(1, 9):
        due = MONDAY + timedelta(days=chance.randrange(1, 8)) if chance.random() < 0.7 else None
        needs = (chance.randrange(1, number),) if number > 1 and chance.random() < 0.3 else ()
        minutes = 10 * chance.randrange(2, 19)
        tasks[number] = Task(number, f"task {number}", f"subject {number % 3}", minutes, due, needs)
    return tasks


def missed(tasks: Tasks, sessions: list[Session]) -> int:
    """Count the tasks with a session after their due date."""
    late = {s.number for s in sessions if (due := tasks[s.number].due) and s.day > due}
    return len(late)


def ours(tasks: Tasks) -> list[Session]:
    """Plan as the planner does."""
    kept = without_due(tasks, misfits(tasks, FREE))
    due = inherited_due(kept)
    turns = Turns(task.subject for task in tasks.values())
    return list(fill(kept, FREE, in_turns(due, turns, by_due_date(due))))


def planned(tasks: Tasks, choose: Choose) -> list[Session]:
    """Plan by a simple rule."""
    return list(fill(tasks, FREE, choose))


def main(weeks: int) -> None:
    """Measure, and print a table."""
    chance = random.Random(0)
    made = [made_up(chance) for _ in range(weeks)]
    rules = {
        "as typed": lambda tasks: planned(tasks, by_due_date(dict.fromkeys(tasks, MONDAY))),
        "by own due date": lambda tasks: planned(
            tasks, by_due_date({n: task.due or date.max for n, task in tasks.items()})
        ),
        "study-planner": ours,
    }
    possible = [tasks for tasks in made if not misfits(tasks, FREE)]
    dates = sum(task.due is not None for tasks in made for task in tasks.values())
    print(f"n = {weeks} weeks with {dates} due dates; in {len(possible)} weeks all can be met")
    print(f"{'':<18}{'dates missed':>14}{'weeks spoilt that need not be':>32}")
    for name, rule in rules.items():
        lost = sum(missed(tasks, rule(tasks)) for tasks in made)
        spoilt = sum(missed(tasks, rule(tasks)) > 0 for tasks in possible)
        print(f"{name:<18}{lost:>14}{spoilt:>32}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)
