"""Prerequisites: no ring of them, and due dates that reach back through them."""

from collections import Counter, deque
from collections.abc import Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter

from study_planner.dates import NEVER
from study_planner.errors import CircularNeeds
from study_planner.task import Task


def inherited_due(tasks: Mapping[int, Task]) -> dict[int, date]:
    """Give each task the earliest due date among its own and those of all that wait for it.

    Without any it is due NEVER. Expects every need among `tasks`, and no ring (see `check_needs`).
    """
    # step 9: begin
    due = {number: task.due or NEVER for number, task in tasks.items()}
    waiting = Counter(need for task in tasks.values() for need in task.needs)
    settled = deque(number for number in tasks if not waiting[number])
    while settled:
        number = settled.popleft()
        for need in tasks[number].needs:
            due[need] = min(due[need], due[number])
            waiting[need] -= 1
            if not waiting[need]:
                settled.append(need)
    return due
    # step 9: end


def check_needs(tasks: Mapping[int, Task]) -> None:
    """Raise CircularNeeds, naming the ring, if tasks wait for each other."""
    try:
        TopologicalSorter({number: task.needs for number, task in tasks.items()}).prepare()
    except CycleError as error:
        ring: list[int] = error.args[1]  # each is needed by the next
        raise CircularNeeds(tasks[number] for number in reversed(ring)) from None
