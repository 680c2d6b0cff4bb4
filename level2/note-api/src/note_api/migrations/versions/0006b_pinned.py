"""Notes can be pinned to the top; made beside 0006a."""

import sqlalchemy as sa
from alembic import op

revision = "0006b"
down_revision = "0005"
lost_below = "which notes were pinned"


def upgrade() -> None:
    """Add the column; no note is pinned yet."""
    op.add_column(
        "note", sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("note", "pinned")
