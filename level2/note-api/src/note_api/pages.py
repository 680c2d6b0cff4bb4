"""Pages for people: the newest notes, a list that can be searched, one note; to write, use the API."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from note_api import notes, overview
from note_api.extensions import database
from note_api.schemas import NotePath, NoteQuery

SHOWN = 10  # of each kind, on the first page

pages = Blueprint("pages", __name__)


@pages.get("/")
def first() -> str:
    """Show the newest notes and the fullest categories."""
    with database().reading() as session:
        return render_template(
            "first.html",
            newest=overview.newest(session, SHOWN),
            fullest=overview.fullest(session, SHOWN),
        )


@pages.get("/notes")
def list_notes() -> str:
    """Show a page of the notes that are asked for."""
    sent = request.args
    asked = {name: sent[name] for name in NoteQuery.model_fields if sent.get(name, "").strip()}
    query = NoteQuery.model_validate(asked)
    with database().reading() as session:
        page = notes.list_page(session, query.wanted(), query.cursor, query.size)
        return render_template("notes.html", page=page, asked=asked)


@pages.get("/notes/<int:note_id>")
def show_note(note_id: int) -> str:
    """Show one note."""
    with database().reading() as session:
        note = notes.read(session, NotePath(note_id=note_id).note_id)
        return render_template("note.html", note=note)
