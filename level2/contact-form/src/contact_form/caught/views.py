"""The pages of the mail catcher: what was caught, read as a mail program would, and raw."""

from flask import Blueprint, Response, current_app, render_template
from werkzeug.exceptions import NotFound

from contact_form.catcher import Catcher, CaughtMail

caught = Blueprint("caught", __name__)


@caught.get("/")
def show_all() -> str:
    """List what was caught, the newest first."""
    return render_template("caught/list.html", mails=_catcher().mails)


@caught.get("/<int:number>")
def show(number: int) -> str:
    """Show one mail: its envelope, its headers, its text."""
    return render_template("caught/mail.html", mail=_find(number))


@caught.get("/<int:number>/source")
def show_source(number: int) -> Response:
    """Send a mail byte for byte, as plain text that no browser runs."""
    return Response(_find(number).raw, content_type="text/plain; charset=utf-8")


def _catcher() -> Catcher:
    catcher: Catcher = current_app.extensions["catcher"]
    return catcher


def _find(number: int) -> CaughtMail:
    for mail in _catcher().mails:
        if mail.number == number:
            return mail
    raise NotFound("This mail is not kept here; the last hundred are, until the server ends.")
