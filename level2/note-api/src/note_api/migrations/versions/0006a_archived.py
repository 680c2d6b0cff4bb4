"""Notes can be put into the archive; made beside 0006b."""

import sqlalchemy as sa
from alembic import op

revision = "0006a"
down_revision = "0005"
lost_below = "which notes were in the archive"


def upgrade() -> None:
    """Add the column; no note is archived yet."""
    op.add_column(
        "note", sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("note", "archived")
