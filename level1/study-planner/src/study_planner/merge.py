"""Bring imported tasks into a plan without doubling those that are there already."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from study_planner.task import Task


@dataclass(frozen=True)
class Merged:
    """All tasks after an import, and the numbers of those that it added or changed."""

    tasks: dict[int, Task]
    added: Set[int]
    changed: Set[int]


def merge(mine: dict[int, Task], theirs: dict[int, Task]) -> Merged:
    """Join two sets of tasks, by number; where both know a task, theirs is the newer. Change neither."""
    # step 5: begin
    news = {number for number, _ in theirs.items() - mine.items()}
    return Merged(
        tasks=mine | theirs,
        added=news - mine.keys(),
        changed=news & mine.keys(),
    )
    # step 5: end


def renumber(incoming: Iterable[Task], mine: Mapping[int, Task], first_new: int) -> dict[int, Task]:
    """Give imported tasks the numbers of the same tasks of mine, and new numbers to the others.

    What is done stays done; a task is the same if subject and title are. No two of `incoming` may
    be the same, nor have the same number, and what they need must be among them.
    """
    incoming = list(incoming)
    numbers = {task.name: number for number, task in mine.items()}
    new = [task.name for task in incoming if task.name not in numbers]
    numbers |= {name: number for number, name in enumerate(new, start=first_new)}
    ours = {task.number: numbers[task.name] for task in incoming}
    return {numbers[task.name]: _adopt(task, ours, mine) for task in incoming}


def _adopt(task: Task, ours: Mapping[int, int], mine: Mapping[int, Task]) -> Task:
    number = ours[task.number]
    needs = {ours[need] for need in task.needs}
    done = task.done or (mine[number].done if number in mine else None)
    return replace(task, number=number, needs=tuple(sorted(needs)), done=done)
