"""Step 5: what is imported joins what is there."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from study_planner.merge import merge
from study_planner.task import Task

Plan = dict[int, Task]
PLANS = st.dictionaries(st.integers(1, 6), st.integers(1, 3)).map(
    lambda minutes: {n: Task(n, "t", "s", m) for n, m in minutes.items()}
)


def mine() -> Plan:
    """Make a plan of two tasks."""
    return {1: Task(1, "Read", "Maths", 30), 2: Task(2, "Solve", "Maths", 45)}


def theirs() -> Plan:
    """Make a plan with one task that is new, one that takes longer and one as before."""
    return {
        2: Task(2, "Solve", "Maths", 60),
        3: Task(3, "Write", "Art", 20),
        1: Task(1, "Read", "Maths", 30),
    }


def test_neither_side_is_changed() -> None:
    """The two dicts that went in are as they were."""
    one, other = mine(), theirs()
    merge(one, other)
    assert list(one) == [1, 2]
    assert list(other) == [2, 3, 1]
    assert (one, other) == (mine(), theirs())


def test_new_tasks_are_added() -> None:
    """A number that is new to the plan is added, and named as such."""
    merged = merge(mine(), theirs())
    assert merged.tasks[3] == theirs()[3]
    assert set(merged.added) == {3}


def test_the_imported_task_wins() -> None:
    """Where both sides know a task, the imported one replaces the old."""
    assert merge(mine(), theirs()).tasks[2].minutes == 60


def test_only_what_differs_counts_as_changed() -> None:
    """A task that is equal on both sides is not reported as changed."""
    assert set(merge(mine(), theirs()).changed) == {2}


def test_the_order_of_old_tasks_stays() -> None:
    """Old tasks keep their places and new ones follow."""
    assert list(merge(mine(), theirs()).tasks) == [1, 2, 3]


@given(PLANS, PLANS)
def test_importing_twice_changes_nothing_more(one: Plan, other: Plan) -> None:
    """The second import of the same tasks adds and changes nothing."""
    once = merge(dict(one), dict(other))
    twice = merge(dict(once.tasks), dict(other))
    assert twice.tasks == once.tasks
    assert not twice.added
    assert not twice.changed


@given(PLANS, PLANS)
def test_every_task_is_accounted_for(one: Plan, other: Plan) -> None:
    """All numbers of both sides are there; added and changed share none."""
    merged = merge(dict(one), dict(other))
    assert set(merged.tasks) == set(one) | set(other)
    assert set(merged.added) == set(other) - set(one)
    assert set(merged.changed) == {n for n in other if n in one and one[n] != other[n]}


def test_import_says_what_it_did(planner) -> None:
    """The command `import` says how many tasks are new, changed and as before."""
    term = Path(__file__).parents[1] / "data" / "term.csv"
    assert planner("--demo", "import", str(term)) == "2 new, 1 changed, 1 as before\n"
