"""The tables, as typed classes: a tree of categories, their notes, and the notes' tags and revisions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

if TYPE_CHECKING:
    from sqlalchemy import Dialect

NAME_LENGTH = 80  # characters, of a category or a tag
TITLE_LENGTH = 200
BODY_LENGTH = 200_000


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which knows no zones, keeps it without and gives it back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take only moments with a zone, since any other could mean any hour."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"expected a time with a zone, got {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's moments their zone back."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value)


class Base(DeclarativeBase):
    """What all tables share: how their constraints are named, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# step 3: begin
note_tag = Table(
    "note_tag",
    Base.metadata,
    Column("note_id", Integer, ForeignKey("note.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "tag_id", Integer, ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
)
# step 3: stub
# note_tag = Table("note_tag", Base.metadata, Column("note_id", Integer), Column("tag_id", Integer))
# step 3: end


class Category(Base):
    """A drawer for notes, in another drawer or at the top; names differ among siblings."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        # For SQL each NULL differs from every other, so the rule above lets equal roots pass.
        Index(
            "uq_category_root_name",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    # step 2: begin
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))

    parent: Mapped[Category | None] = relationship(
        back_populates="children", remote_side="Category.id"
    )
    # What holds something is not deleted: that is for the database to refuse, so we change no row.
    children: Mapped[list[Category]] = relationship(
        back_populates="parent", order_by="Category.name", passive_deletes="all"
    )
    notes: Mapped[list[Note]] = relationship(back_populates="category", passive_deletes="all")
    # step 2: stub
    # parent_id: Mapped[int | None]
    #
    # if TYPE_CHECKING:
    #     parent: Mapped[Category | None]
    #     children: Mapped[list[Category]]
    #     notes: Mapped[list[Note]]
    # step 2: end


class Note(Base):
    """A note; `version` counts its edits, and who edits must name the version they have read."""

    __tablename__ = "note"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old ETag fits no new note

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    # By which search finds it: nobody reads them.
    words: Mapped[str] = mapped_column(Text, server_default="", deferred=True)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    pinned: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    archived: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    # step 2: begin
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    category: Mapped[Category | None] = relationship(back_populates="notes")
    # step 2: stub
    # category_id: Mapped[int | None]
    # if TYPE_CHECKING:
    #     category: Mapped[Category | None]
    # step 2: end

    # step 3: begin
    tags: Mapped[list[Tag]] = relationship(
        secondary=note_tag, back_populates="notes", order_by="Tag.name"
    )
    # step 3: stub
    # if TYPE_CHECKING:
    #     tags: Mapped[list[Tag]]
    # step 3: end

    revisions: Mapped[list[Revision]] = relationship(
        back_populates="note",
        order_by="Revision.number",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    # UPDATE … WHERE id = ? AND version = ?: of two who edit at once, one changes no row.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


# step 6: begin
Index("ix_note_newest", Note.created_at, Note.id)
Index("ix_note_category_newest", Note.category_id, Note.created_at, Note.id)
# step 6: stub
# # Here an index of notes will stand.
# step 6: end


class Tag(Base):
    """A word that notes have in common, in lower case."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)

    # step 3: begin
    notes: Mapped[list[Note]] = relationship(secondary=note_tag, back_populates="tags")
    # step 3: stub
    # if TYPE_CHECKING:
    #     notes: Mapped[list[Note]]
    # step 3: end


class Revision(Base):
    """What a note said before an edit; `number` is the version that it was."""

    __tablename__ = "revision"

    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcTime)

    note: Mapped[Note] = relationship(back_populates="revisions")
