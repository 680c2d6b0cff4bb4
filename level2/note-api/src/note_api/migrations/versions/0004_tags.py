"""Expand: tags get tables of their own, and the labels stay for programs that know no tags yet."""

import sqlalchemy as sa
from alembic import op

from note_api.migrations.labels import copy_to_tags

revision = "0004"
down_revision = "0003"
lost_below = "tags that no label names: of no note, or set while both stood there"


def upgrade() -> None:
    """Make the tables of tags, and fill them from the labels."""
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name", name="uq_tag_name"),
    )
    op.create_table(
        "note_tag",
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("tag_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("note_id", "tag_id", name="pk_note_tag"),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name="fk_note_tag_note_id_note", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name="fk_note_tag_tag_id_tag", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_note_tag_tag_id", "note_tag", ["tag_id"])
    copy_to_tags(op.get_bind())


def downgrade() -> None:
    """Drop the tables of tags; the labels are still there."""
    op.drop_table("note_tag")
    op.drop_table("tag")
