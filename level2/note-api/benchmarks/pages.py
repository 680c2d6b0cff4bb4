"""Ask for the same page 100 times: by the ORM, as the application does, or by Core behind the same route."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time
from unittest.mock import patch

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from note_api import api, notes, paging, samples, schemas
from note_api.models import Category, Note, Tag, note_tag
from note_api.notes import Wanted
from note_api.settings import Settings
from note_api.web import create_app

REQUESTS = 100
COLUMNS = (
    *(Note.id, Note.title, Note.version, Note.pinned, Note.archived),
    *(Note.created_at, Note.updated_at, Note.category_id, Category.name.label("category")),
)


def list_rows(session: Session, wanted: Wanted, cursor: str | None, size: int) -> schemas.NotePage:
    """Return what `notes.list_page` does, by the same two statements, without an object for each row."""
    connection = session.connection()
    statement = notes.choose(session, wanted).outerjoin(Note.category).with_only_columns(*COLUMNS)
    found = connection.execute(paging.one_page(statement, cursor, size)).mappings().all()
    tags = defaultdict(list)
    pairs = select(note_tag.c.note_id, Tag.name).join(Tag).order_by(Tag.name)
    ids = [row["id"] for row in found]
    for note_id, name in connection.execute(pairs.where(note_tag.c.note_id.in_(ids))):
        tags[note_id].append(name)
    lines = [line_of(row, tags[row["id"]]) for row in found[:size]]
    return schemas.NotePage.model_construct(notes=lines, next=next_word(found, size))


def next_word(found: Sequence[RowMapping], size: int) -> str | None:
    """Return the cursor of the next page, as `paging.next_word` does for objects."""
    if len(found) <= size:
        return None
    return paging.encode(paging.Cursor(found[size - 1]["created_at"], found[size - 1]["id"]))


def line_of(row: RowMapping, tags: list[str]) -> schemas.NoteLine:
    """Return a row as the list shows it."""
    values = dict(row)
    ref = {"id": values.pop("category_id"), "name": values["category"]}
    values["category"] = schemas.CategoryRef.model_construct(**ref) if ref["id"] else None
    return schemas.NoteLine.model_construct(**values, tags=tags)


def main(how: str, folder: Path, address: str = "") -> None:
    """Fill the folder's database, or measure the requests."""
    app = create_app(Settings(data_dir=folder))
    database = app.extensions["database"]
    if how == "fill":
        database.create_tables()
        with database.writing() as session:
            samples.add_many(session, 100_000)
        return
    if how == "rows":
        patch.object(api.notes, "list_page", list_rows).start()
        patch.object(schemas.NotePage, "of", staticmethod(lambda page: page)).start()
    client = app.test_client()
    print("text", client.get(address).text[:300])  # and all caches are warm
    began, cpu_began = perf_counter(), process_time()
    shown = sum(len(client.get(address).json["notes"]) for _ in range(REQUESTS))
    print("cpu_s", process_time() - cpu_began)
    print("wall_s", perf_counter() - began)
    print("notes", shown)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
