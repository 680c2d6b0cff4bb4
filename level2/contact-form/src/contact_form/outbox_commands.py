"""``flask outbox …``: the mail that waits and the mail that was given up, from a terminal."""

import time
from contextlib import closing
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from contact_form.db import connect, request_db
from contact_form.mail import Mailer
from contact_form.messages import ContactFormError, Message, read_message
from contact_form.outbox import (
    NOTE_WITHIN_S,
    deliver_due,
    list_unsent,
    only_deliverer,
    try_again,
)
from contact_form.settings import Settings

outbox_commands = AppGroup("outbox", help="See what mail waits or was given up; send it.")


@outbox_commands.command("list")
def list_() -> None:
    """List the mail that has not gone out, the oldest first, and why."""
    unsent = list_unsent(request_db())
    for message in unsent:
        click.echo(describe(message))
    click.echo(f"{len(unsent)} not sent")


@outbox_commands.command()
def deliver() -> None:
    """Try the mail that is due, once; the server does so by itself while it runs."""
    settings: Settings = current_app.extensions["settings"]
    if settings.catcher:
        raise click.ClickException(
            "mail is caught by the server itself: start it, and it delivers."
        )
    database = settings.database
    with only_deliverer(database) as ours, closing(connect(database, NOTE_WITHIN_S)) as db:
        if not ours:
            raise click.ClickException("another process is delivering; it sends what is due.")
        count = sum(1 for _ in deliver_due(db, Mailer(settings).send_message, time.time))
    click.echo(f"tried {count}; {len(list_unsent(request_db()))} not sent")


@outbox_commands.command()
@click.argument("reference")
def retry(reference: str) -> None:
    """Make a mail due at once that was given up or waits."""
    try:
        try_again(request_db(), reference, time.time())
        message = read_message(request_db(), reference)
    except ContactFormError as problem:
        raise click.ClickException(str(problem)) from None
    if message.delivery.state == "sent":
        raise click.ClickException(f"the mail of {reference} was sent, and is not sent twice.")
    click.echo(describe(message))


def describe(message: Message) -> str:
    """Put into a line how the mail of a message fares, in words that name no visitor."""
    delivery = message.delivery
    at = delivery.due_at if delivery.failed_at is None else delivery.failed_at
    state = "due" if delivery.failed_at is None else "given up"
    moment = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
    error = f"; {delivery.last_error}" if delivery.last_error else ""
    return f"{message.reference}  {state} {moment}; attempts: {delivery.attempts}{error}"
