"""Whether the process answers, and whether it can do its work."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from note_api.extensions import database

health = Blueprint("health", __name__)


@health.get("/live")
def live() -> dict[str, str]:
    """Say that the process answers; a supervisor restarts what does not."""
    return {"status": "alive"}


@health.get("/ready")
def ready() -> dict[str, str]:
    """Say that notes can be read; 503 where the database is away."""
    with database().reading() as session:
        session.execute(text("SELECT 1 FROM note LIMIT 1"))
    return {"status": "ready"}
