"""Whether the process answers, and whether it can do its work."""

from flask import Blueprint

from contact_form.db import request_db

health = Blueprint("health", __name__)


# step 2: begin
@health.get("/live")
def live() -> dict[str, str]:
    """Say that the process answers; a supervisor restarts what does not."""
    return {"status": "alive"}


@health.get("/ready")
def ready() -> dict[str, str]:
    """Say that messages can be taken; 503 where the database is away. Mail may wait, so it is not asked."""
    request_db().execute("SELECT 1 FROM outbox LIMIT 1")
    return {"status": "ready"}


# step 2: stub
# def live() -> dict[str, str]:
#     """Say that the process answers; a supervisor restarts what does not."""
#     raise NotImplementedError("step 2")
#
#
# def ready() -> dict[str, str]:
#     """Say that messages can be taken; 503 where the database is away. Mail may wait, so it is not asked."""
#     raise NotImplementedError("step 2")
# step 2: end
