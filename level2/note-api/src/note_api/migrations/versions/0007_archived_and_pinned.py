"""Join the two branches; there is nothing to do to the tables."""

revision = "0007"
# step 13: begin
down_revision = ("0006a", "0006b")
# step 13: stub
# down_revision = "0006a"
# step 13: end


def upgrade() -> None:
    """Change nothing: both columns are there."""


def downgrade() -> None:
    """Change nothing: from here two branches lead down."""
