"""What each step brings, shown: real requests through the application, on a database of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from flask import Response, g
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from note_api import demo_history, demo_relations, notes, overview, plans, queries, samples
from note_api.db import Database
from note_api.models import Note
from note_api.settings import Settings
from note_api.web import create_app


class Stage:
    """An application with a few notes, whose requests are printed with what they asked the database."""

    def __init__(self, folder: Path) -> None:
        minutes = count(1)
        app = create_app(
            Settings.model_construct(data_dir=folder, database_url=None),
            clock=lambda: samples.START + timedelta(days=7, minutes=next(minutes)),
        )
        self.database: Database = app.extensions["database"]
        self.client = app.test_client()
        self.sent: list[queries.Query] = []
        app.after_request(self._keep)

    def ask(
        self, method: str, address: str, body: object = None, if_match: str | None = None
    ) -> TestResponse:
        """Send one request, and print it with the status of the reply."""
        headers = {} if if_match is None else {"If-Match": if_match}
        print("> " + " ".join([method, address, *(f"{n}: {v}" for n, v in headers.items())]))
        if body is not None:
            print(f"> {json.dumps(body)}")
        reply = self.client.open(address, method=method, headers=headers, json=body)
        print(f"< {reply.status}")
        if reply.status_code >= 400 and reply.json:
            print(f"< {reply.json['detail']}")
        return reply

    def _keep(self, reply: Response) -> Response:
        self.sent = list(g.queries)
        return reply


@contextmanager
def new_stage() -> Iterator[Stage]:
    """Lend a stage with the examples on it, and take it down in the end."""
    with tempfile.TemporaryDirectory(prefix="note-api-") as folder:
        stage = Stage(Path(folder))
        stage.database.create_tables()
        with Session(stage.database.engine) as session:
            samples.add_examples(session)
            session.commit()
        yield stage
        stage.database.close()


def show_select(stage: Stage) -> None:
    """Print what the first page asks for."""
    with stage.database.reading() as session:
        print("The newest notes:")
        for note in overview.newest(session, 5):
            print(f"{note.id:3}  {note.title:20} {note.category or '-'}")
        print("The fullest categories:")
        for category in overview.fullest(session, 10):
            print(f"{category.notes:3}  {category.name}")


def show_transaction(stage: Stage) -> None:
    """Print what is left of work that ends well, and of work that fails half-way."""
    stage.ask("POST", "/api/notes", {"title": "Kept"})
    print("Another note, and then an error:")
    with suppress(ZeroDivisionError), stage.database.writing() as session:
        notes.create(session, notes.Draft("Never seen"), samples.START)
        1 / 0  # noqa: B018
    with stage.database.reading() as session:
        newest = session.scalars(select(Note.title).order_by(Note.id.desc())).first()
        print(f"{session.scalar(select(func.count(Note.id)))} notes, the newest: {newest}")


def show_eager(stage: Stage) -> None:
    """Print what a list asks the database, and how that grows with its length."""
    for address in ("/api/notes?tag=quick", "/api/notes"):
        found = stage.ask("GET", address).json or {}
        print(f"notes: {len(found.get('notes', []))}")
        print(f"queries: {len(stage.sent)}")
        for sql, times in queries.repeated(stage.sent).items():
            print(f"{times} times: {' '.join(sql.split())[:60]}…")
    for query in stage.sent[:2]:
        print(query.sql)


def show_plan(stage: Stage) -> None:
    """Print how the database finds the newest notes: of all, and of one category."""
    newest = select(Note.id).order_by(Note.created_at.desc(), Note.id.desc()).limit(3)
    for statement in (newest, newest.where(Note.category_id == 2)):
        with stage.database.reading() as session, queries.watching() as sent:
            session.execute(statement)
            print(sent[0].sql)
            plan = plans.explain(session.connection(), sent[0])
        for line in plan:
            print(f"  {line}")
        print("To worry about:", "; ".join(plans.worries(plan)) or "nothing")


def show_cursor(stage: Stage) -> None:
    """Print a list page by page, while somebody writes."""
    cursor = ""
    for _ in range(3):
        page = stage.ask("GET", f"/api/notes?size=3{cursor}").json
        if not page or "notes" not in page:
            return
        print(f"  {', '.join(note['title'] for note in page['notes'])}")
        cursor = f"&cursor={page['next']}"
        stage.ask("POST", "/api/notes", {"title": "Written meanwhile"})


TOPICS: dict[str, Callable[[Stage], None]] = {
    "select": show_select,
    "transaction": show_transaction,
    "eager": show_eager,
    "plan": show_plan,
    "cursor": show_cursor,
    **demo_relations.TOPICS,
    **demo_history.TOPICS,
}


def show(topic: str) -> None:
    """Print what one topic is about, as far as it is written."""
    with new_stage() as stage:
        try:
            TOPICS[topic](stage)
        except NotImplementedError as missing:
            print(f"{missing} is not written yet.")
