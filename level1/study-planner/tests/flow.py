"""An independent judge of whether work can be done in time: maximum flow, by networkx.

It looks at the fields `minutes`, `due` and `needs` only, and knows nothing of the planner.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import networkx as nx


def last_days(made: Mapping[int, Any]) -> dict[int, date | None]:
    """Say by when each task must be done: by the due date of any task that can be reached from it."""
    graph = nx.DiGraph((need, number) for number, task in made.items() for need in task.needs)
    graph.add_nodes_from(made)
    reached = {number: nx.descendants(graph, number) | {number} for number in made}
    return {
        number: min((due for n in others if (due := made[n].due)), default=None)
        for number, others in reached.items()
    }


def missing_minutes(made: Mapping[int, Any], free: Mapping[date, int]) -> int:
    """Return how many minutes that fall due cannot be done in time.

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
