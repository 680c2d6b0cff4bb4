"""The application, put together: `create_app` is the only place that knows all parts."""

from flask import Flask

from contact_form import bodies, csrf, db, headers, limits, logs, moments, problems
from contact_form.api.views import api
from contact_form.catcher import Catcher
from contact_form.caught.views import caught
from contact_form.health import health
from contact_form.inbox.commands import inbox_commands
from contact_form.inbox.views import inbox
from contact_form.outbox_commands import outbox_commands
from contact_form.settings import Settings, read_settings
from contact_form.site.views import site

MAX_BODY = 64 * 1024  # bytes; the longest message that we take has a third of it


def create_app(settings: Settings | None = None) -> Flask:
    """Build an application for `settings`, or for those of the environment; two of them share nothing."""
    # step 1: begin
    settings = settings or read_settings()
    app = Flask(__name__)
    configure(app, settings)
    db.create(settings.database)
    add_parts(app)
    register_blueprints(app)
    return app
    # step 1: end


def configure(app: Flask, settings: Settings) -> None:
    """Hand our settings to Flask and its extensions, which have names of their own for them."""
    app.extensions["settings"] = settings
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        SESSION_COOKIE_NAME="contact_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=int(settings.form_expires.total_seconds()),
    )
    app.context_processor(
        lambda: {"site_name": settings.site_name, "request_id": logs.request_id.get()}
    )


def add_parts(app: Flask) -> None:
    """Add what serves every page: logs, limits, errors and commands."""
    app.teardown_appcontext(db.close_request_db)
    for part in (logs, limits, bodies, csrf, problems, headers, moments):
        part.init_app(app)
    app.cli.add_command(inbox_commands)
    app.cli.add_command(outbox_commands)


# step 2: begin
def register_blueprints(app: Flask) -> None:
    """Open each door under its own address; the one to the caught mail in development only."""
    settings: Settings = app.extensions["settings"]
    app.register_blueprint(site)
    app.register_blueprint(api, url_prefix="/api")
    app.register_blueprint(inbox, url_prefix="/inbox")
    app.register_blueprint(health, url_prefix="/health")
    if settings.catcher:
        app.extensions["catcher"] = Catcher()
        app.register_blueprint(caught, url_prefix="/caught")


# step 2: stub
# def register_blueprints(app: Flask) -> None:
#     """Open each door under its own address; the one to the caught mail in development only."""
# step 2: end
