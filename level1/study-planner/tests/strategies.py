"""Plans that Hypothesis makes up."""

from datetime import date, timedelta

from hypothesis import strategies as st

from study_planner.task import Task

MONDAY = date(2026, 3, 2)
Tasks = dict[int, Task]
Days = dict[date, int]
Row = tuple[int | None, str, int, tuple[int, int]]

ROWS = st.tuples(
    st.none() | st.integers(0, 5),  # days until it is due
    st.sampled_from(["Art", "Maths", "Spanish"]),
    st.integers(1, 15),  # tens of minutes
    st.tuples(st.integers(-3, 5), st.integers(-3, 5)),  # how far back what it needs stands, above 0
)


def tasks(most: int = 6) -> st.SearchStrategy[Tasks]:
    """Make up to `most` tasks due within a week, or not at all; each may need earlier ones."""
    return st.lists(ROWS, min_size=1, max_size=most).map(
        lambda rows: {number: _task(number, row) for number, row in enumerate(rows, start=1)}
    )


def _task(number: int, row: Row) -> Task:
    due, subject, tens, backs = row
    day = None if due is None else MONDAY + timedelta(days=due)
    needs = {number - back for back in backs if 0 < back < number}
    return Task(number, f"task {number}", subject, 10 * tens, day, tuple(sorted(needs)))


def days(least: int = 0, most: int = 24) -> st.SearchStrategy[Days]:
    """Make up the free minutes of six days, and ten long days after them."""
    minutes = st.lists(st.integers(least, most).map(lambda n: 10 * n), min_size=6, max_size=6)
    return minutes.map(
        lambda week: {MONDAY + timedelta(days=n): m for n, m in enumerate(week + [600] * 10)}
    )
