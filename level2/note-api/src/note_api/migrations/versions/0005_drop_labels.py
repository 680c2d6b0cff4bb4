"""Contract: all programs know tags by now, and the labels go."""

import sqlalchemy as sa
from alembic import op

from note_api.migrations.labels import copy_to_labels, copy_to_tags

revision = "0005"
down_revision = "0004"
lost_below = "how labels stood: their order, commas in a tag, letters beyond the 80th"


def upgrade() -> None:
    """Copy once more, for what old programs have written meanwhile, and drop the labels."""
    # step 12: begin
    copy_to_tags(op.get_bind())
    op.drop_column("note", "labels")
    # step 12: end


def downgrade() -> None:
    """Bring the labels back, filled from the tags."""
    # step 12: begin
    op.add_column("note", sa.Column("labels", sa.Text, nullable=False, server_default=""))
    copy_to_labels(op.get_bind())
    # step 12: end
