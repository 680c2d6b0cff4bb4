"""Reports: what one statement with window functions tells of many notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, Integer, Row, cast, func, select
from sqlalchemy.orm import Session

from note_api.models import Category, Note


def latest_per_category(session: Session, count: int) -> Sequence[Row[str | None, int, str]]:
    """Return category, id and title of the `count` newest notes of each category, newest first.

    Categories come by name; notes without one come last, and those in the archive not at all.
    """
    # step 8: begin
    newest = func.row_number().over(
        partition_by=Note.category_id, order_by=(Note.created_at.desc(), Note.id.desc())
    )
    columns = (Note.id, Note.title, Note.category_id, newest.label("place"))
    ranked = select(*columns).where(~Note.archived).subquery()
    statement = (
        select(Category.name, ranked.c.id, ranked.c.title)
        .outerjoin_from(ranked, Category, Category.id == ranked.c.category_id)
        .where(ranked.c.place <= count)
        .order_by(Category.name.nulls_last(), ranked.c.category_id, ranked.c.place)
    )
    return session.execute(statement).all()
    # step 8: end


def notes_per_day(session: Session) -> Sequence[Row[date, int, int]]:
    """Return each day (in UTC) on which notes were written, how many, and how many up to its end."""
    # step 8: begin
    day = func.date(Note.created_at, type_=Date)
    running = func.sum(func.count()).over(order_by=day)
    statement = select(day, func.count(), cast(running, Integer)).group_by(day).order_by(day)
    return session.execute(statement).all()
    # step 8: end
