"""What an application holds beside Flask's own: its database, its clock, its settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from note_api.db import Database

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the moment that it is, in UTC."""
    return datetime.now(UTC)


def database() -> Database:
    """Return the database of the application that answers."""
    return cast(Database, current_app.extensions["database"])


def now() -> datetime:
    """Return the time by the clock of the application that answers."""
    return cast(Clock, current_app.extensions["clock"])()
