"""Notes in a tree of categories; their labels are words in one column, with commas between."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
lost_below = "all notes and categories"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "category",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("parent_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["category.id"], name="fk_category_parent_id_category"
        ),
        sa.UniqueConstraint("parent_id", "name", name="uq_category_parent_id_name"),
    )
    at_the_top = sa.text("parent_id IS NULL")
    op.create_index(
        "uq_category_root_name",
        "category",
        ["name"],
        unique=True,
        sqlite_where=at_the_top,
        postgresql_where=at_the_top,
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("labels", sa.Text, nullable=False, server_default=""),
        sa.Column("category_id", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name="fk_note_category_id_category"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_newest", "note", ["created_at", "id"])
    op.create_index("ix_note_category_newest", "note", ["category_id", "created_at", "id"])


def downgrade() -> None:
    """Drop both tables, with all that is in them."""
    op.drop_table("note")
    op.drop_table("category")
