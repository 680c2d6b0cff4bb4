"""What the steps on tables and their links bring, shown on the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from note_api import categories, queries, reports, search, tags
from note_api.errors import Refused
from note_api.models import Category, Note, Tag

if TYPE_CHECKING:
    from note_api.demo import Stage


def show_links(stage: Stage) -> None:
    """Print the categories with their notes, from the top down, and one way back up."""
    if not hasattr(Note, "category"):
        raise NotImplementedError("step 2")
    with stage.database.reading() as session:
        top = select(Category).where(Category.parent_id.is_(None)).order_by(Category.id)
        waiting = [(category, "") for category in reversed(session.scalars(top).all())]
        while waiting:
            category, indent = waiting.pop()
            titles = ", ".join(note.title for note in category.notes)
            print(f"{indent}{category.name}: {titles or '-'}")
            waiting += [(child, indent + "  ") for child in reversed(category.children)]
        note = session.get_one(Note, 2)
        up = [note.category] if note.category else []
        while up and up[-1].parent:
            up.append(up[-1].parent)
        print(" is in ".join([note.title, *(category.name for category in up)]))


def show_tags(stage: Stage) -> None:
    """Print how often each tag is used, and the notes that have two of them."""
    if not hasattr(Tag, "notes"):
        raise NotImplementedError("step 3")
    with stage.database.reading() as session:
        for name, count in tags.counts(session):
            print(f"{count:3}  {name}")
        for wanted in (["oven"], ["oven", "slow"]):
            found = session.scalars(select(Note).where(tags.tagged(*wanted)).order_by(Note.id))
            print(f"{' and '.join(wanted)}: {', '.join(note.title for note in found)}")


def show_subtrees(stage: Stage) -> None:
    """Print the tree of categories, with the notes in each and in all below it."""
    print("own  all")
    with stage.database.reading() as session:
        for branch in categories.tree(session):
            indent = "  " * branch.depth
            print(f"{branch.notes:3}  {branch.notes_below:3}  {indent}{branch.name}")
        inside = select(Note.title).where(Note.category_id.in_(categories.below(2)))
        print("In Bread, however deep:", ", ".join(session.scalars(inside.order_by(Note.id))))


def show_windows(stage: Stage) -> None:
    """Print the newest two notes of each category, and how the notes grew in number."""
    with stage.database.reading() as session:
        for category, number, title in reports.latest_per_category(session, 2):
            print(f"{category or '-':10} {number}  {title}")
        print("day         new  all")
        for day, new, running in reports.notes_per_day(session):
            print(f"{day}  {new:3}  {running:3}")


def show_search(stage: Stage) -> None:
    """Print what some searches find, one of them with nothing to search for, and the SQL of one."""
    with stage.database.reading() as session, queries.watching() as sent:
        for text in ("oven", "day fri", "SO", "300%", "%"):
            try:
                found = search.matching(text, session.get_bind().dialect.name)
                titles = session.scalars(select(Note.title).where(found).order_by(Note.id))
                print(f"{text:10} {', '.join(titles) or 'nothing'}")
            except Refused as refused:
                print(f"{text:10} {refused}")
        print(sent[0].sql)


TOPICS = {
    "links": show_links,
    "tags": show_tags,
    "subtrees": show_subtrees,
    "windows": show_windows,
    "search": show_search,
}
