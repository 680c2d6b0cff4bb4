"""Mix subjects, which helps memory, but only while there is time to spare."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date

from study_planner.balance import spare_minutes
from study_planner.schedule import Choose, Desk
from study_planner.task import Task


class Turns:
    """Whose turn it is: each subject in its turn, a block at a time."""

    block_minutes = 50  # every Turns has this, unless it is given its own

    def __init__(self, subjects: Iterable[str]) -> None:
        """Queue each subject once, in the order in which they come."""
        # step 11: begin
        self.queue = deque(dict.fromkeys(subjects))
        # step 11: end

    def take(self, ready: Iterable[str]) -> str:
        """Return the first subject in the queue that is ready, and send it to the queue's end."""
        # step 11: begin
        waiting = set(ready)
        subject = next(subject for subject in self.queue if subject in waiting)
        self.queue.remove(subject)
        self.queue.append(subject)
        return subject
        # step 11: end


def in_turns(due: Mapping[int, date], turns: Turns, otherwise: Choose) -> Choose:
    """Let subjects take turns while a block of time is to spare; else leave it to `otherwise`."""

    def choose(ready: list[Task], desk: Desk) -> tuple[Task, int]:
        # step 11: begin
        if spare_minutes(desk.left, desk.free, due) < turns.block_minutes:
            return otherwise(ready, desk)
        subject = turns.take(task.subject for task in ready)
        task, most = otherwise([task for task in ready if task.subject == subject], desk)
        return task, min(most, turns.block_minutes)
        # step 11: end

    return choose
