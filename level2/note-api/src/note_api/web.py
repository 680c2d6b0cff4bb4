"""The application, put together: `create_app` is the only place that knows all parts."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi import Info, OpenAPI

from note_api import headers, logs, panel, problems
from note_api.api import api
from note_api.db import Database
from note_api.extensions import Clock, utc_now
from note_api.health import health
from note_api.pages import pages
from note_api.schemas import Problem
from note_api.settings import Settings, read_settings


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> OpenAPI:
    """Build an application for `settings`, or for those of the environment; two of them share nothing."""
    settings = settings or read_settings()
    app = OpenAPI(
        __name__,
        info=Info(title="Categorized Note API", version="0.1.0"),
        doc_ui=False,
        validation_error_model=Problem,
        validation_error_callback=problems.on_invalid,
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.jinja_env.globals["panel"] = settings.panel
    app.extensions |= {"database": Database(settings.database), "clock": clock}
    if settings.panel:
        panel.init_app(app)  # first of those that look at replies, so it sees what the others left
    logs.init_app(app)
    problems.init_app(app)
    headers.init_app(app)
    app.register_blueprint(pages)
    app.register_blueprint(health, url_prefix="/health")
    app.register_api(api, url_prefix="/api")
    app.add_url_rule("/api/openapi.json", "openapi", lambda: describe(app))
    return app


def describe(app: OpenAPI) -> Response:
    """Return the OpenAPI document."""
    return jsonify(app.api_doc)
