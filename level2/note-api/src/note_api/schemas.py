"""What goes over the wire: pydantic models, from which the OpenAPI document is made too."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from note_api.models import BODY_LENGTH, NAME_LENGTH, TITLE_LENGTH, Category, Note
from note_api.notes import Draft, Page, Wanted
from note_api.paging import MAX_ID, MAX_PAGE

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MAX_TAGS = 20  # of one note


def one_line(text: str) -> str:
    """Refuse line breaks, NUL and their like, which no name or title needs."""
    if CONTROL.search(text):
        raise ValueError("expected one line without control characters")
    return text


def no_nul(text: str) -> str:
    """Refuse the one character that PostgreSQL cannot keep."""
    if "\x00" in text:
        raise ValueError("expected a text without NUL")
    return text


def line(longest: int) -> StringConstraints:
    """Return the bounds of a line of text; blanks around it do not count."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Name = Annotated[str, line(NAME_LENGTH), AfterValidator(one_line)]
Title = Annotated[str, line(TITLE_LENGTH), AfterValidator(one_line)]
Body = Annotated[str, Field(max_length=BODY_LENGTH), AfterValidator(no_nul)]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]


class Sent(BaseModel):
    """A body: its types are meant as they are, and an unknown field is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NoteIn(Sent):
    """A note as its writer sends it."""

    title: Title
    body: Body = ""
    category_id: Id | None = None
    tags: list[Name] = Field(default=[], max_length=MAX_TAGS)
    pinned: bool = False
    archived: bool = False

    def draft(self) -> Draft:
        """Return it without the wire."""
        return Draft(**dict(self))


class CategoryIn(Sent):
    """A category's name and place: at the top, or in another."""

    name: Name
    parent_id: Id | None = None


class CategoryRef(BaseModel):
    """A category, as a note names it."""

    id: int
    name: str

    @classmethod
    def of(cls, category: Category | None) -> CategoryRef | None:
        """Return what a note says of its category, if it has one."""
        return cls.model_construct(id=category.id, name=category.name) if category else None


class NoteLine(BaseModel):
    """A note in a list."""

    id: int
    title: str
    category: CategoryRef | None
    tags: list[str]
    version: int
    pinned: bool
    archived: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, note: Note) -> NoteLine:
        """Return what a list shows of a note; it is ours, so nothing is checked."""
        return cls.model_construct(
            id=note.id,
            title=note.title,
            category=CategoryRef.of(note.category),
            tags=[tag.name for tag in note.tags],
            version=note.version,
            pinned=note.pinned,
            archived=note.archived,
            created_at=note.created_at,
            updated_at=note.updated_at,
        )


class NoteOut(NoteLine):
    """A note, whole."""

    body: str

    @classmethod
    def of(cls, note: Note) -> NoteOut:
        """Return all of a note."""
        return cls.model_construct(**dict(NoteLine.of(note)), body=note.body)


class NotePage(BaseModel):
    """Some notes of a list, and the cursor of the next page."""

    notes: list[NoteLine]
    next: str | None

    @classmethod
    def of(cls, page: Page) -> NotePage:
        """Return a page for the wire."""
        return cls.model_construct(notes=[NoteLine.of(note) for note in page.notes], next=page.next)


class NotePath(BaseModel):
    """The number of a note in an address."""

    note_id: Id


class CategoryPath(BaseModel):
    """The number of a category in an address."""

    category_id: Id


class IfMatch(BaseModel):
    """Which version a change is meant for."""

    if_match: str | None = Field(default=None, alias="If-Match", examples=['"1"'])


class LatestQuery(BaseModel):
    """How many notes of each category are wanted."""

    count: int = Field(default=3, ge=1, le=MAX_PAGE)


class NoteQuery(BaseModel):
    """Which notes are wanted, and which page of them."""

    q: Annotated[str, Field(max_length=TITLE_LENGTH), AfterValidator(no_nul)] | None = None
    category_id: Id | None = None
    tag: Name | None = None
    archived: bool = False
    size: int = Field(default=20, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(default=None, max_length=TITLE_LENGTH)

    def wanted(self) -> Wanted:
        """Return it without the wire and the page."""
        return Wanted(self.q, self.category_id, self.tag, self.archived)


class Row(BaseModel):
    """A row of a report or list, taken from whatever has these names."""

    model_config = ConfigDict(from_attributes=True)


class RevisionOut(Row):
    """What a note said as a version that it no longer is."""

    number: int
    title: str
    body: str
    written_at: datetime


class Revisions(BaseModel):
    """The former texts of a note, the latest first."""

    revisions: list[RevisionOut]


class CategoryOut(Row):
    """A category in its tree; `notes_below` counts those of its whole subtree."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    path: str
    notes: int
    notes_below: int


class Tree(BaseModel):
    """All categories, each before those in it."""

    categories: list[CategoryOut]


class TagOut(BaseModel):
    """A tag, and on how many notes it is."""

    name: str
    notes: int


class Tags(BaseModel):
    """All tags, the most used first."""

    tags: list[TagOut]


class LatestNote(BaseModel):
    """One of the newest notes of a category."""

    category: str | None
    id: int
    title: str


class Latest(BaseModel):
    """The newest notes of each category."""

    notes: list[LatestNote]


class Day(BaseModel):
    """How many notes were written on a day, and how many there were at its end."""

    day: date
    notes: int
    total: int


class Days(BaseModel):
    """All days on which notes were written."""

    days: list[Day]


class Problem(BaseModel):
    """What went wrong, as RFC 9457 says it; `errors` has sentences for each field that is to be mended."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: dict[str, list[str]] | None = None
