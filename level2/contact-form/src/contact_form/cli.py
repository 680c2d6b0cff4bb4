"""The command line: serve the site, read the inbox, look after the outbox."""

import logging
import os
import sqlite3

import click
from flask import Flask
from flask.cli import ScriptInfo

from contact_form import db, demo, logs
from contact_form.development import OWNER, development_settings, first_password
from contact_form.inbox.commands import inbox_commands
from contact_form.outbox_commands import outbox_commands
from contact_form.serve import listen
from contact_form.serve import serve as serve_app
from contact_form.settings import PREFIX, Settings, SettingsProblem, read_settings
from contact_form.web import create_app

PORT = 8001


@click.group(invoke_without_command=True)
@click.version_option(package_name="contact-form", prog_name="contact-form")
@click.pass_context
def main(context: click.Context) -> None:
    """Serve a contact form: its page, its API, its mail and its inbox.

    That is what it does without a command. Without any CONTACT_FORM_ variable it does so for
    development: no mail leaves the machine, and the data lies in your own data folder.
    """
    context.obj = ScriptInfo(create_app=_make_app, set_debug_flag=False)
    if context.invoked_subcommand is None:
        context.invoke(serve)


main.add_command(inbox_commands)
main.add_command(outbox_commands)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="0 takes any that is free.",
)
def serve(host: str = "127.0.0.1", port: int = PORT) -> None:
    """Serve until SIGTERM, then finish what is under way; Ctrl-C ends it at once."""
    app = _make_app()
    listener = listen(host, port)
    logs.configure()
    _introduce(app.extensions["settings"], f"http://{host}:{listener.getsockname()[1]}/")
    serve_app(app, listener)


@main.command("demo")
@click.argument("topic", type=click.Choice(list(demo.TOPICS)))
def show_demo(topic: str) -> None:
    """Show one thing that it does, on a database of its own."""
    logging.disable()  # what it would log, the replies tell
    demo.show(topic)


def _introduce(settings: Settings, site: str) -> None:
    click.echo(f"Contact Form API at {site} (SQLite in {settings.database}; Ctrl-C ends it)")
    if settings.catcher:
        click.echo(f"Mail is caught at {site}caught/")
    click.echo(f"Inbox at {site}inbox/ ({_login(settings)})")


def _login(settings: Settings) -> str:
    if not _for_development():
        return "login needed"
    if password := first_password(settings):
        return f"name {OWNER}, password {password}: shown this once"
    return f"name {OWNER}; for a new password: python -m contact_form inbox password {OWNER}"


def _for_development() -> bool:
    return not any(name.startswith(PREFIX) for name in os.environ)


def _settings() -> Settings:
    """Return settings with which a site can run; ends with a sentence where it could not."""
    try:
        settings = development_settings() if _for_development() else read_settings()
        db.create(settings.database)
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None
    except (OSError, sqlite3.Error) as problem:
        mend = "Set CONTACT_FORM_DATABASE to a file that can be written."
        raise click.ClickException(f"The database cannot be used: {problem}. {mend}") from None
    return settings


def _make_app() -> Flask:
    try:
        return create_app(_settings())
    except NotImplementedError as missing:
        raise click.ClickException(f"not written yet: {missing}") from None
