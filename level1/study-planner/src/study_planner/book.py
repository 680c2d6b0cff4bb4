"""Everything that a planner remembers: tasks, the week, and reviews. A book never changes; it is replaced."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from study_planner.availability import Week
from study_planner.errors import BadInput, UnknownTask
from study_planner.needs import check_needs
from study_planner.reviews import Review, rate
from study_planner.task import Task

if TYPE_CHECKING:
    from study_planner.merge import Merged


@dataclass(frozen=True)
class Book:
    """All that is saved; each method that changes something returns the next book."""

    week: Week
    tasks: dict[int, Task] = field(default_factory=dict)
    reviews: dict[int, Review] = field(default_factory=dict)
    last_removed: int = 0  # the highest number of a task that is gone

    def task(self, number: int) -> Task:
        """Return one task; raise UnknownTask for a number that none has."""
        # step 7: begin
        try:
            return self.tasks[number]
        except KeyError:
            raise UnknownTask(number) from None
        # step 7: end

    def open_tasks(self) -> dict[int, Task]:
        """Return what is still to do, less the prerequisites that are done."""
        left = {number: task for number, task in self.tasks.items() if task.done is None}
        return {
            number: replace(task, needs=tuple(need for need in task.needs if need in left))
            for number, task in left.items()
        }

    def next_number(self) -> int:
        """Return a number that no task has had: a calendar may still show the one that is gone."""
        return max(self.last_removed, *self.tasks, 0) + 1

    def put(self, task: Task) -> "Book":
        """Add or replace one task; raise if it is there under another number or needs what is not."""
        twin = next((t for t in self.tasks.values() if t.name == task.name), task)
        if twin.number != task.number:
            raise BadInput(f"task {twin} of {twin.subject} is there already")
        for need in task.needs:
            self.task(need)
        return self._with_tasks({**self.tasks, task.number: task})

    def finish(self, number: int, rating: str, today: date) -> "Book":
        """Mark a task done, or rate the review of one that is; either way its next review is set."""
        task = self.task(number)
        review = rate(self.reviews.get(number), rating, today)
        done = replace(task, done=task.done or today)
        tasks, reviews = self.tasks | {number: done}, self.reviews | {number: review}
        return replace(self, tasks=tasks, reviews=reviews)

    def remove(self, number: int) -> "Book":
        """Forget a task; what waited for it waits no longer."""
        gone = self.task(number).number
        tasks = {
            task.number: replace(task, needs=tuple(need for need in task.needs if need != gone))
            for task in self.tasks.values()
            if task.number != gone
        }
        reviews = {number: review for number, review in self.reviews.items() if number != gone}
        last_removed = max(self.last_removed, gone)
        return replace(self, tasks=tasks, reviews=reviews, last_removed=last_removed)

    def take_in(self, incoming: Iterable[Task]) -> tuple["Book", "Merged"]:
        """Merge imported tasks into the book."""
        from study_planner.merge import merge, renumber  # only imports need it

        merged = merge(self.tasks, renumber(incoming, self.tasks, self.next_number()))
        return self._with_tasks(merged.tasks), merged

    def _with_tasks(self, tasks: dict[int, Task]) -> "Book":
        check_needs(tasks)
        return replace(self, tasks=tasks)
