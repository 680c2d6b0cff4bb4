"""What the first page shows, asked for in SQL that is written by hand in ``sql/``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session


def select_rows(session: Session, name: str, **values: int) -> Sequence[RowMapping]:
    """Run ``sql/<name>.sql``, whose ``:names`` get their `values` from the driver and never as text."""
    lines = files(__package__).joinpath("sql", f"{name}.sql").read_text("utf-8").splitlines()
    sql = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    return session.execute(text(sql), values).mappings().all()


def newest(session: Session, count: int) -> Sequence[RowMapping]:
    """Return id, title and category of the newest notes."""
    return select_rows(session, "newest", count=count)


def fullest(session: Session, count: int) -> Sequence[RowMapping]:
    """Return id, name and notes of the categories with most notes of their own."""
    return select_rows(session, "fullest", count=count)
