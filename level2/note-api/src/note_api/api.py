"""The JSON API: each view is one transaction, and its reply is made before the transaction ends."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_openapi import APIBlueprint
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest

from note_api import categories, edits, etag, notes, reports, revisions, schemas, tags
from note_api.extensions import database, now
from note_api.models import Category, Note

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
TAKES_A_BODY = {"POST", "PUT", "PATCH"}

api = APIBlueprint("api", __name__)


def replies(done: int, model: type[BaseModel] | None, *problems: int) -> dict[str, Any]:
    """Return what a view may answer, as the OpenAPI document says it."""
    told = {str(status): {"content": PROBLEM} for status in (*problems, 422, 503)}
    return {"responses": {str(done): model, **told}}


@api.before_request
def read_json() -> None:
    """Refuse a body that is no JSON object, before its fields are looked at."""
    if request.method in TAKES_A_BODY:
        try:
            sent = request.get_json()
        except RecursionError:
            raise BadRequest from None  # a million brackets
        if not isinstance(sent, dict):
            raise BadRequest


def send(model: BaseModel, status: int = 200) -> Response:
    """Return a reply with a model as JSON."""
    return Response(model.model_dump_json(), status, mimetype="application/json")


def send_note(note: Note, status: int = 200) -> Response:
    """Return a reply with a note and its ETag."""
    reply = send(schemas.NoteOut.of(note), status)
    reply.set_etag(str(note.version))
    return reply


def send_category(category: Category, status: int = 200) -> Response:
    """Return a reply with a category."""
    return send(schemas.CategoryRef.model_construct(id=category.id, name=category.name), status)


@api.get("/notes", summary="List or search notes", **replies(200, schemas.NotePage))
def list_notes(query: schemas.NoteQuery) -> Response:
    """Return a page of notes, newest first; `next` is the cursor of the page after it."""
    with database().reading() as session:
        page = notes.list_page(session, query.wanted(), query.cursor, query.size)
        return send(schemas.NotePage.of(page))


@api.post("/notes", summary="Write a note", **replies(201, schemas.NoteOut, 400, 409, 413, 415))
def create_note(body: schemas.NoteIn) -> Response:
    """Write a new note; `Location` says where it is."""
    with database().writing() as session:
        note = notes.create(session, body.draft(), now())
        reply = send_note(note, 201)
        reply.location = url_for("api.read_note", note_id=note.id)
        return reply


@api.get("/notes/<int:note_id>", summary="Read a note", **replies(200, schemas.NoteOut, 404))
def read_note(path: schemas.NotePath) -> Response:
    """Return a note; its `ETag` is what a change of it has to name."""
    with database().reading() as session:
        return send_note(notes.read(session, path.note_id))


@api.put(
    "/notes/<int:note_id>",
    summary="Edit a note",
    **replies(200, schemas.NoteOut, 400, 404, 409, 413, 415, 428),
)
def edit_note(path: schemas.NotePath, header: schemas.IfMatch, body: schemas.NoteIn) -> Response:
    """Replace a note that is still as `If-Match` says; what it said is kept as a revision."""
    version = etag.read_if_match(header.if_match)
    with database().writing() as session:
        return send_note(edits.edit(session, path.note_id, version, body.draft(), now()))


@api.delete("/notes/<int:note_id>", summary="Delete a note", **replies(204, None, 404, 409, 428))
def delete_note(path: schemas.NotePath, header: schemas.IfMatch) -> Response:
    """Delete a note that is still as `If-Match` says, with its revisions."""
    version = etag.read_if_match(header.if_match)
    with database().writing() as session:
        edits.delete(session, path.note_id, version)
        return Response(status=204)


@api.get(
    "/notes/<int:note_id>/revisions",
    summary="What a note said before",
    **replies(200, schemas.Revisions, 404),
)
def list_revisions(path: schemas.NotePath) -> Response:
    """Return the former texts of a note, the latest first."""
    with database().reading() as session:
        notes.read(session, path.note_id)
        kept = revisions.of(session, path.note_id)
        return send(schemas.Revisions.model_validate({"revisions": kept}, from_attributes=True))


@api.get("/categories", summary="The tree of categories", **replies(200, schemas.Tree))
def show_tree() -> Response:
    """Return all categories, each with its own notes and those of its subtree."""
    with database().reading() as session:
        return send(schemas.Tree.model_validate({"categories": categories.tree(session)}))


@api.post(
    "/categories",
    summary="Make a category",
    **replies(201, schemas.CategoryRef, 400, 409, 413, 415),
)
def create_category(body: schemas.CategoryIn) -> Response:
    """Make a category in another one, or at the top."""
    with database().writing() as session:
        return send_category(categories.create(session, body.name, body.parent_id), 201)


@api.put(
    "/categories/<int:category_id>",
    summary="Rename or move a category",
    **replies(200, schemas.CategoryRef, 400, 404, 409, 413, 415),
)
def change_category(path: schemas.CategoryPath, body: schemas.CategoryIn) -> Response:
    """Give a category a name and a place; what is in it goes with it."""
    with database().writing() as session:
        return send_category(categories.change(session, path.category_id, **dict(body)))


@api.delete(
    "/categories/<int:category_id>", summary="Delete a category", **replies(204, None, 404, 409)
)
def delete_category(path: schemas.CategoryPath) -> Response:
    """Delete a category that is empty."""
    with database().writing() as session:
        categories.delete(session, path.category_id)
        return Response(status=204)


@api.get("/tags", summary="Tags and their notes", **replies(200, schemas.Tags))
def list_tags() -> Response:
    """Return every tag, and on how many notes it is."""
    with database().reading() as session:
        counted = [{"name": name, "notes": notes} for name, notes in tags.counts(session)]
        return send(schemas.Tags.model_validate({"tags": counted}))


@api.get("/reports/latest", summary="Newest of each category", **replies(200, schemas.Latest))
def latest_notes(query: schemas.LatestQuery) -> Response:
    """Return the newest notes of each category."""
    with database().reading() as session:
        rows = reports.latest_per_category(session, query.count)
        found = [dict(zip(("category", "id", "title"), row, strict=True)) for row in rows]
        return send(schemas.Latest.model_validate({"notes": found}))


@api.get("/reports/days", summary="Notes day by day", **replies(200, schemas.Days))
def notes_by_day() -> Response:
    """Return how many notes were written on each day, and how many there were at its end."""
    with database().reading() as session:
        rows = reports.notes_per_day(session)
        found = [dict(zip(("day", "notes", "total"), row, strict=True)) for row in rows]
        return send(schemas.Days.model_validate({"days": found}))
