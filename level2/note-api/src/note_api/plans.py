"""How the database means to find the rows: EXPLAIN, and what in it to worry about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from note_api.queries import Query


def explain(connection: Connection, query: Query) -> list[str]:
    """Return the database's plan for a SELECT, line by line."""
    sqlite = connection.dialect.name == "sqlite"
    prefix = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (COSTS OFF) "
    lines = connection.exec_driver_sql(prefix + query.sql, query.parameters)
    return [str(line[-1]) for line in lines]


def can_explain(query: Query) -> bool:
    """Say whether a statement only reads, so that asking for its plan is harmless."""
    return query.sql.lstrip().upper().startswith(("SELECT", "WITH"))


def worries(plan: Sequence[str]) -> list[str]:
    """Return a sentence for each table that is read whole, and one if the result has to be sorted."""
    # step 6: begin
    found = []
    for line in plan:
        whole = re.search(r"Seq Scan on (\w+)|^SCAN (\w+)(?! .*USING .*INDEX)", line)
        if whole:
            found.append(f"reads all of {whole[1] or whole[2]}")
        elif re.search(r"\bSort\b(?! Key)|USE TEMP B-TREE FOR ORDER BY", line):
            found.append("sorts what it found")
    return found
    # step 6: end
