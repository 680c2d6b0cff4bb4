"""Plans that Hypothesis makes up, and an independent judge of whether they can be met."""

from collections.abc import Mapping
from datetime import date, timedelta

import networkx as nx
from hypothesis import strategies as st

from study_planner.task import Task

MONDAY = date(2026, 3, 2)
Tasks = dict[int, Task]
Days = dict[date, int]


@st.composite
def tasks(draw: st.DrawFn, most: int = 6, needs: bool = True) -> Tasks:
    """Make up to `most` tasks due within a week, or not at all; each may need earlier ones."""
    made: Tasks = {}
    for number in range(1, draw(st.integers(1, most)) + 1):
        due = draw(st.none() | st.integers(0, 5))
        made[number] = Task(
            number,
            f"task {number}",
            draw(st.sampled_from(["Art", "Maths", "Spanish"])),
            10 * draw(st.integers(1, 15)),
            None if due is None else MONDAY + timedelta(days=due),
            tuple(draw(st.sets(st.sampled_from(sorted(made)), max_size=2)))
            if made and needs
            else (),
        )
    return made


def days(least: int = 0) -> st.SearchStrategy[Days]:
    """Make up the free minutes of six days, and ten long days after them."""
    minutes = st.lists(st.integers(least, 24).map(lambda n: 10 * n), min_size=6, max_size=6)
    return minutes.map(
        lambda week: {MONDAY + timedelta(days=n): m for n, m in enumerate(week + [600] * 10)}
    )


def last_days(made: Mapping[int, Task]) -> dict[int, date | None]:
    """Say by when each task must be done: by the due date of any task that can be reached from it."""
    graph = nx.DiGraph((need, task.number) for task in made.values() for need in task.needs)
    graph.add_nodes_from(made)
    reached = {number: nx.descendants(graph, number) | {number} for number in made}
    return {
        number: min((due for n in others if (due := made[n].due)), default=None)
        for number, others in reached.items()
    }


def missing_minutes(made: Mapping[int, Task], free: Mapping[date, int]) -> int:
    """Return how many minutes that fall due cannot be done in time, by maximum flow.

    Minutes flow from each task to the days until its last, and each day takes what is free on it.
    """
    last = {number: day for number, day in last_days(made).items() if day}
    graph = nx.DiGraph()
    graph.add_nodes_from(["work", "time"])
    for number, day in last.items():
        graph.add_edge("work", number, capacity=made[number].minutes)
        graph.add_edges_from((number, each) for each in free if each <= day)
    for day, minutes in free.items():
        graph.add_edge(day, "time", capacity=minutes)
    wanted = sum(made[number].minutes for number in last)
    return wanted - nx.maximum_flow_value(graph, "work", "time")
