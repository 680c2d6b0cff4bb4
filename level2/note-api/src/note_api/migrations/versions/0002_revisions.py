"""Notes have a version, and keep what they said before each edit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
lost_below = "what notes said before they were edited, and how often they were"


def upgrade() -> None:
    """Count every note there is as version 1, and make the table of former texts."""
    # step 11: begin
    op.add_column("note", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "revision",
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("note_id", "number", name="pk_revision"),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name="fk_revision_note_id_note", ondelete="CASCADE"
        ),
    )
    # step 11: end


def downgrade() -> None:
    """Drop both again; former texts are lost, and present ones stay."""
    # step 11: begin
    op.drop_table("revision")
    op.drop_column("note", "version")
    # step 11: end
