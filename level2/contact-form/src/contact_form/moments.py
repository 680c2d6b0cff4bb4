"""How pages write a time: ``{{ message.received_at | moment }}``."""

from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Give the filter to all templates."""
    app.add_template_filter(moment)


def moment(at: float) -> Markup:
    """Write a time, in seconds since 1970, for people and for programs."""
    then = datetime.fromtimestamp(at, UTC)
    readable = f"{then.day} {then:%B %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(f"{then:%FT%TZ}", readable)
