"""Tags that differ only in case or blanks become one."""

import sqlalchemy as sa
from alembic import context, op

from note_api.errors import CannotUndo

revision = "0008"
down_revision = "0007"
lost_below = "which note had which spelling of a tag"

MOVE = sa.text(
    "INSERT INTO note_tag (note_id, tag_id) SELECT note_id, :kept FROM note_tag"
    " WHERE tag_id = :id ON CONFLICT DO NOTHING"
)
DELETE = sa.text("DELETE FROM tag WHERE id = :id")  # and its pairs, by ON DELETE CASCADE
RENAME = sa.text("UPDATE tag SET name = :name WHERE id = :kept")


def spell(name: str) -> str:
    """Return a tag's one spelling."""
    return " ".join(name.lower().split())


def upgrade() -> None:
    """Move the notes of each spelling to the oldest tag, and give that its one name."""
    # step 13: begin
    connection = op.get_bind()
    kept = dict[str, int]()
    for tag in connection.execute(sa.text("SELECT id, name FROM tag ORDER BY id")).all():
        if spell(tag.name) in kept:
            joined = {"id": tag.id, "kept": kept[spell(tag.name)]}
            connection.execute(MOVE, joined)
            connection.execute(DELETE, {"id": tag.id})
        else:
            kept[spell(tag.name)] = tag.id
    for name, id_ in kept.items():
        connection.execute(RENAME, {"name": name, "kept": id_})
    # step 13: end


def downgrade() -> None:
    """Refuse, since nothing tells any more which note had which spelling; if forced, keep one."""
    # step 13: begin
    if not context.config.attributes.get("force"):
        raise CannotUndo(
            "0008 has joined tags of different spelling, and which note had which is not known"
            " any more: restore a backup, or go down with --force and keep the joined ones."
        )
    # step 13: end
