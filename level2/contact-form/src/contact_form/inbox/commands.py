"""``flask inbox …``: what the pages of the inbox do, from a terminal; and who may log in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import time

import click
from flask import current_app
from flask.cli import AppGroup

from contact_form import messages
from contact_form.checks import check_address
from contact_form.db import request_db
from contact_form.inbox import owners
from contact_form.messages import ContactFormError

inbox_commands = AppGroup("inbox", help="Read, delete and forget messages; say who may.")
SURE = click.confirmation_option(prompt="What is deleted is gone. Go on?")


@inbox_commands.command("list")
@click.option("--search", default="", help="Only messages with this text.")
@click.option("--page", default=1, show_default=True)
def list_(search: str, page: int) -> None:
    """List messages, the newest first; a star marks those that nobody has read."""
    found = messages.list_messages(request_db(), search, page)
    for message in found.messages:
        star = " " if message.read_at else "*"
        who = f"{message.name} <{message.email}>"
        click.echo(f"{star} {message.reference}  {_day(message.received_at)}  {who}")
        click.echo(f"    {message.subject} ({message.delivery.state})")
    click.echo(f"{found.total} in all; page {found.page} of {found.pages}")


@inbox_commands.command()
@click.argument("reference")
def show(reference: str) -> None:
    """Show a message, which is read from then on."""
    with _said_plainly():
        message = messages.read_message(request_db(), reference)
        messages.mark_read(request_db(), reference, time())
    click.echo(f"From:    {message.name} <{message.email}> {message.phone}".rstrip())
    click.echo(f"Subject: {message.subject}")
    click.echo(f"At:      {_day(message.received_at)} UTC, mail {message.delivery.state}")
    click.echo(f"\n{message.body}")


@inbox_commands.command()
@click.argument("reference")
@SURE
def delete(reference: str) -> None:
    """Delete a message, and its mail if that still waits."""
    with _said_plainly():
        messages.delete_message(request_db(), reference)
    click.echo(f"deleted {reference}")


@inbox_commands.command()
@click.argument("email")
@SURE
def forget(email: str) -> None:
    """Delete all that a visitor has ever written, as the law lets visitors ask."""
    with _said_plainly():
        address = check_address(email)  # in the form in which addresses are stored
    count = messages.forget_visitor(request_db(), address)
    click.echo(f"{address}: {count} deleted")


@inbox_commands.command()
@click.option("--days", type=click.IntRange(min=1), help="Else as the setting RETENTION says.")
def purge(days: int | None) -> None:
    """Delete what is older than it may be kept; the server does so daily."""
    settings = current_app.extensions["settings"]
    kept = timedelta(days=days) if days else settings.retention
    count = messages.purge(request_db(), time() - kept.total_seconds())
    click.echo(f"older than {kept.days} days: {count} deleted")


@inbox_commands.command("add-owner")
@click.argument("name")
def add_owner(name: str) -> None:
    """Let somebody read the inbox; asks for a password, or reads it from a pipe."""
    with _said_plainly():
        owners.add_owner(request_db(), name, _ask_password())
    click.echo(f"{name} can log in")


@inbox_commands.command()
@click.argument("name")
def password(name: str) -> None:
    """Give an owner another password, which ends all sessions of that owner."""
    with _said_plainly():
        owners.change_password(request_db(), name, _ask_password())
    click.echo(f"{name} has a new password")


def _ask_password() -> str:
    """Never an argument: others on the machine see those."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except (ContactFormError, ValueError) as problem:
        raise click.ClickException(str(problem)) from None


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
