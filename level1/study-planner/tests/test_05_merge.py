"""Step 5: what is imported joins what is there."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from study_planner.merge import merge
from study_planner.task import Task

MINE = {1: Task(1, "Read", "Maths", 30), 2: Task(2, "Solve", "Maths", 45)}
THEIRS = {
    2: Task(2, "Solve", "Maths", 60),
    3: Task(3, "Write", "Art", 20),
    1: Task(1, "Read", "Maths", 30),
}
PLANS = st.dictionaries(st.integers(1, 6), st.integers(1, 3)).map(
    lambda minutes: {n: Task(n, "t", "s", m) for n, m in minutes.items()}
)


def test_new_tasks_are_added() -> None:
    """A number that is new to the plan is added, and named as such."""
    assert merge(MINE, THEIRS).tasks[3] == THEIRS[3]
    assert set(merge(MINE, THEIRS).added) == {3}


def test_the_imported_task_wins() -> None:
    """Where both sides know a task, the imported one replaces the old."""
    assert merge(MINE, THEIRS).tasks[2].minutes == 60


def test_only_what_differs_counts_as_changed() -> None:
    """A task that is equal on both sides is not reported as changed."""
    assert set(merge(MINE, THEIRS).changed) == {2}


def test_neither_side_is_changed() -> None:
    """The two dicts that went in are as they were."""
    mine, theirs = dict(MINE), dict(THEIRS)
    merge(mine, theirs)
    assert (mine, theirs) == (MINE, THEIRS)


def test_the_order_of_old_tasks_stays() -> None:
    """Old tasks keep their places and new ones follow."""
    assert list(merge(MINE, THEIRS).tasks) == [1, 2, 3]


@given(PLANS, PLANS)
def test_importing_twice_changes_nothing_more(
    mine: dict[int, Task], theirs: dict[int, Task]
) -> None:
    """The second import of the same tasks adds and changes nothing."""
    once = merge(mine, theirs)
    twice = merge(once.tasks, theirs)
    assert twice.tasks == once.tasks
    assert not twice.added
    assert not twice.changed


@given(PLANS, PLANS)
def test_every_task_is_accounted_for(mine: dict[int, Task], theirs: dict[int, Task]) -> None:
    """All numbers of both sides are there; added and changed share none."""
    merged = merge(mine, theirs)
    assert set(merged.tasks) == set(mine) | set(theirs)
    assert set(merged.added) == set(theirs) - set(mine)
    assert set(merged.changed) == {n for n in theirs if n in mine and mine[n] != theirs[n]}


def test_import_says_what_it_did(planner) -> None:
    """The command `import` says how many tasks are new, changed and as before."""
    examples = Path(__file__).parents[1] / "examples"
    assert (
        planner("--demo", "import", str(examples / "term.csv")) == "2 new, 1 changed, 1 as before\n"
    )
