"""Made-up notes: a few by name for demos, and any number by lot for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from note_api.models import Category, Note, Tag, note_tag
from note_api.words import index_words

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday

# Category, its parent's place in this list.
CATEGORIES: list[tuple[str, int | None]] = [
    ("Kitchen", None),
    ("Bread", 0),
    ("Sourdough", 1),
    ("Soups", 0),
    ("Garden", None),
    ("Work", None),
]
# Title, body, the place of its category, tags, days after the start.
NOTES: list[tuple[str, str, int | None, list[str], int]] = [
    ("Rye bread", "500 g of rye flour, 400 g of water, 10 g of salt.", 1, ["oven", "slow"], 0),
    ("Feeding the starter", "One part starter, two of flour, two of water.", 2, ["slow"], 0),
    ("Lentil soup", "Red lentils, carrots, cumin.", 3, ["quick"], 1),
    ("Tomatoes", "Sow in March, plant out after the last frost.", 4, ["spring"], 1),
    ("Buy a thermometer", "For the oven, up to 300 degrees.", None, ["oven"], 2),
    ("Pizza", "The dough rests for a day in the fridge.", 1, ["oven", "slow"], 3),
    ("Leek soup", "Leeks and potatoes, a little cream.", 3, ["quick"], 3),
    ("Prune the apple tree", "Before the buds open.", 4, ["spring"], 4),
]
VOCABULARY = """
    apple bench bread bridge candle carrot cellar cheese coffee copper cotton desk
    dinner flour forest frame garden glass hammer harbour honey invoice kettle ladder
    lamp lemon letter lentil linen meeting mirror mortar needle notebook onion orchard
    oven paper pepper pillow plaster potato printer rail river rye salt saucer
    saw shelf silver soup starter stone sugar table tomato tree water willow
    window winter wool yeast
""".split()  # noqa: SIM905
BATCH = 5_000  # notes in one statement


def add_examples(session: Session) -> None:
    """Write the few notes that have names, to tables that are empty."""
    for number, (name, parent) in enumerate(CATEGORIES, 1):
        parent_id = None if parent is None else parent + 1
        session.execute(insert(Category).values(id=number, name=name, parent_id=parent_id))
    names = sorted({tag for *_, tags, _ in NOTES for tag in tags})
    session.execute(insert(Tag), [{"name": name} for name in names])
    for number, (title, body, place, tags, days) in enumerate(NOTES, 1):
        moment = START + timedelta(days=days, minutes=number)
        category_id = None if place is None else place + 1
        session.execute(insert(Note), [_note(title, body, category_id, moment)])
        for tag in tags:
            row = {"note_id": number, "tag_id": names.index(tag) + 1}
            session.execute(insert(note_tag), [row])


def add_many(session: Session, count: int) -> None:
    """Write `count` notes drawn by lot, a minute apart, into thirty categories and under twenty tags.

    The lot is the same for the same categories, and another when asked again.
    """
    lot = Random(1 + (session.scalar(select(func.max(Category.id))) or 0))
    categories = _add_categories(session, f"Drawn {lot.getrandbits(32):08x}")
    tags = _add_tags(session)
    moments = (START + timedelta(minutes=minute) for minute in range(count))
    rows = [_draw(lot, lot.choice(categories), moment) for moment in moments]
    for batch in _batches(rows):
        ids = session.scalars(insert(Note).returning(Note.id), batch)
        pairs = [
            {"note_id": note_id, "tag_id": tag} for note_id in ids for tag in lot.sample(tags, 2)
        ]
        session.execute(insert(note_tag), pairs)


def _note(title: str, body: str, category_id: int | None, moment: datetime) -> dict[str, Any]:
    return {
        "title": title,
        "body": body,
        "words": index_words(title, body),
        "category_id": category_id,
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
    }


def _draw(lot: Random, category_id: int, moment: datetime) -> dict[str, Any]:
    title = " ".join(lot.choices(VOCABULARY, k=3)).capitalize()
    return _note(title, " ".join(lot.choices(VOCABULARY, k=20)), category_id, moment)


def _add_categories(session: Session, name: str) -> list[int]:
    """Make thirty categories in three levels below a new one, and return their ids."""
    root = session.scalars(insert(Category).returning(Category.id), [{"name": name}]).one()
    level, found = [root], []
    for width in (2, 4, 3):  # 2 + 8 + 24, of which the first thirty get notes
        rows = [
            {"name": f"{VOCABULARY[place].capitalize()} {parent}", "parent_id": parent}
            for parent in level
            for place in range(width)
        ]
        level = list(session.scalars(insert(Category).returning(Category.id), rows))
        found += level
    return found[:30]


def _add_tags(session: Session) -> list[int]:
    """Return the ids of twenty tags, made where they are missing."""
    names = VOCABULARY[:20]
    known = set(session.scalars(select(Tag.name).where(Tag.name.in_(names))))
    rows = [{"name": name} for name in names if name not in known]
    if rows:
        session.execute(insert(Tag), rows)
    return list(session.scalars(select(Tag.id).where(Tag.name.in_(names)).order_by(Tag.id)))


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
