"""How the database means to find the rows: EXPLAIN, and what in it to worry about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from note_api.models import Base
from note_api.queries import Query

TEXT = re.compile(r"'(?:[^']|'')*'")  # as SQL writes it


def explain(connection: Connection, query: Query) -> list[str]:
    """Return the database's plan for a SELECT, line by line, without the texts that it was asked with."""
    sqlite = connection.dialect.name == "sqlite"
    prefix = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN (COSTS OFF) "
    lines = connection.exec_driver_sql(prefix + query.sql, query.parameters)
    return [TEXT.sub("'…'", str(line[-1])) for line in lines]


def can_explain(query: Query) -> bool:
    """Say whether a statement only reads, so that asking for its plan is harmless."""
    return query.sql.lstrip().upper().startswith(("SELECT", "WITH"))


def worries(plan: Sequence[str]) -> list[str]:
    """Return a sentence for each of our tables that is read whole, and for each sorting of what was found."""
    # step 6: begin
    found = []
    for line in plan:
        scan = re.search(r"Seq Scan on (\w+)|^SCAN (\w+)$", line)
        table = scan and (scan[1] or scan[2])
        if table in Base.metadata.tables:  # and no result of another part of the plan
            found.append(f"reads all of {table}")
        if re.search(r"\bSort$|USE TEMP B-TREE FOR .*ORDER BY", line):
            found.append("sorts what it found")
    return found
    # step 6: end
