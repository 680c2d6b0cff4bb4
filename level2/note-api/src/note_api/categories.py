"""The tree of categories: make, move and delete them, and count what is in each and below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Integer, Select, cast, func, literal, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from note_api.errors import Conflict, NotFound, Refused
from note_api.models import Category, Note

MAX_DEPTH = 20  # categories in each other, so that a path still fits into a line


@dataclass(frozen=True)
class Branch:
    """A category in its tree; `depth` is 0 at the top, `notes_below` counts its own notes and all under it."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    path: str
    notes: int
    notes_below: int


def above(category_id: int) -> Select[int]:
    """Return the statement for the ids of a category and of all that it is in, up to the top."""
    line = (
        select(Category.id, Category.parent_id)
        .where(Category.id == category_id)
        .cte("line", recursive=True)
    )
    parent = select(Category.id, Category.parent_id).join(line, Category.id == line.c.parent_id)
    # UNION, not UNION ALL: rows that came before are dropped, so even a circle comes to an end.
    return select(line.union(parent).c.id)


def below(category_id: int) -> Select[int]:
    """Return the statement for the ids of a category and of all that is in it, down to the leaves."""
    # step 7: begin
    found = select(Category.id).where(Category.id == category_id).cte("found", recursive=True)
    child = select(Category.id).join(found, Category.parent_id == found.c.id)
    return select(found.union(child).c.id)
    # step 7: end


def totals() -> Select[int, int, int]:
    """Return the statement for each category's id, `notes` in it, and `notes_below` in its subtree.

    Notes in the archive do not count.
    """
    # step 7: begin
    pair = select(Category.id.label("top"), Category.id.label("id")).cte("pair", recursive=True)
    child = aliased(Category)
    pair = pair.union(select(pair.c.top, child.id).join(child, child.parent_id == pair.c.id))
    # Counted by category first: joined before, every note would come once for each of its ancestors.
    shown = select(Note.category_id, func.count().label("notes")).where(~Note.archived)
    each = shown.group_by(Note.category_id).subquery()
    notes = func.coalesce(func.sum(each.c.notes).filter(pair.c.id == pair.c.top), 0)
    notes_below = func.coalesce(func.sum(each.c.notes), 0)
    return (
        select(pair.c.top, cast(notes, Integer), cast(notes_below, Integer))
        .outerjoin_from(pair, each, each.c.category_id == pair.c.id)
        .group_by(pair.c.top)
    )
    # step 7: end


def tree(session: Session) -> list[Branch]:
    """Return all categories with their totals, each before what is in it, siblings by name."""
    counted = {top: (notes, notes_below) for top, notes, notes_below in session.execute(totals())}
    inside = defaultdict[int | None, list[Category]](list)
    for category in sorted(
        session.scalars(select(Category)), key=lambda each: each.name.casefold()
    ):
        inside[category.parent_id].append(category)
    branches = list[Branch]()
    waiting = [(category, 0, category.name) for category in reversed(inside[None])]
    while waiting:  # no recursion: how deep the data is should not matter to Python's stack
        each, depth, path = waiting.pop()
        branches.append(Branch(each.id, each.name, each.parent_id, depth, path, *counted[each.id]))
        deeper = [(child, depth + 1, f"{path} / {child.name}") for child in inside[each.id]]
        waiting += reversed(deeper)
    return branches


def create(session: Session, name: str, parent_id: int | None = None) -> Category:
    """Make a category in another one, or at the top."""
    lock(session)
    check_place(session, parent_id, height=1)
    category = Category(name=name, parent_id=parent_id)
    with one_name_among_siblings(session, name):
        session.add(category)
        session.flush()
    return category


def change(session: Session, category_id: int, *, name: str, parent_id: int | None) -> Category:
    """Give a category a name and a place; all that is in it moves with it."""
    lock(session)
    category = read(session, category_id)
    if parent_id is not None and parent_id in session.scalars(below(category_id)).all():
        raise Conflict(
            f"Category {parent_id} is in category {category_id}, and cannot hold it too."
        )
    check_place(session, parent_id, height=measure_height(session, category_id))
    with one_name_among_siblings(session, name):
        category.name, category.parent_id = name, parent_id
        session.flush()
    return category


def delete(session: Session, category_id: int) -> None:
    """Delete an empty category; one that holds anything stays."""
    category = read(session, category_id)
    notes = session.scalar(select(func.count()).where(Note.category_id == category_id))
    inside = session.scalar(select(func.count()).where(Category.parent_id == category_id))
    if notes or inside:
        holds = f"Category {category_id} holds {notes} notes and {inside} categories"
        raise Conflict(f"{holds}: move or delete them first.")
    session.delete(category)
    session.flush()


def read(session: Session, category_id: int) -> Category:
    """Return one category as it is now."""
    category = session.get(Category, category_id, populate_existing=True)
    if category is None:
        raise NotFound("category", category_id)
    return category


def check_place(session: Session, parent_id: int | None, height: int) -> None:
    """Refuse a place that is not there, or too deep for a subtree of `height` levels."""
    if parent_id is None:
        return
    depth = len(session.scalars(above(parent_id)).all())
    if not depth:
        raise Refused("parent_id", f"There is no category {parent_id}.")
    if depth + height > MAX_DEPTH:
        raise Refused(
            "parent_id", f"Categories may be {MAX_DEPTH} deep, and this would be {depth + height}."
        )


def measure_height(session: Session, category_id: int) -> int:
    """Return how many levels a category and what is in it have."""
    level = select(Category.id, literal(1).label("height")).where(Category.id == category_id)
    found = level.cte("found", recursive=True)
    child = select(Category.id, found.c.height + 1).join(found, Category.parent_id == found.c.id)
    found = found.union(child.where(found.c.height < MAX_DEPTH))
    return session.scalar(select(func.max(found.c.height))) or 1


def lock(session: Session) -> None:
    """Let no one else change the tree until we are done: two moves, each fine alone, can make a circle."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.execute(text("LOCK TABLE category IN SHARE ROW EXCLUSIVE MODE"))


@contextmanager
def one_name_among_siblings(session: Session, name: str) -> Iterator[None]:
    """Turn the refusal of the database, which alone sees all writers, into our error."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise Conflict(f"There is a category named {name} in that place already.") from None
