"""The pages of the inbox: a login, a list, a message and what can be done with it."""

from time import time
from urllib.parse import quote

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from contact_form import messages, outbox
from contact_form.db import request_db
from contact_form.inbox.owners import check_password, find_owner
from contact_form.limits import limit_logins
from contact_form.messages import Message

inbox = Blueprint("inbox", __name__)

Page = str | tuple[str, int] | tuple[str, int, dict[str, str]]
OPEN = {"inbox.show_login", "inbox.log_in"}  # the pages before the door


@inbox.before_request
def guard() -> Response | None:
    """Let owners in, and send everybody else to the login, which comes back here."""
    # step 13: begin
    name, stamp = session.get("owner", ""), session.get("stamp", "")
    g.owner = find_owner(request_db(), name, stamp)
    if g.owner or request.endpoint in OPEN:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("inbox.show_login", next=wanted), 303)
    # step 13: end


@inbox.after_request
def leave_no_copy(response: Response) -> Response:
    """Have the browser keep no page: who presses *Back* after the logout sees none."""
    response.headers["Cache-Control"] = "no-store"
    return response


@inbox.get("/login")
def show_login() -> Page:
    """Ask who it is."""
    return _login_page("", 200)


@inbox.post("/login")
@limit_logins
def log_in() -> Page | Response:
    """Begin a session for whoever knows a name and its password."""
    # step 13: begin
    name = request.form.get("name", "")
    owner = check_password(request_db(), name, request.form.get("password", ""))
    if owner is None:
        return _login_page("This name and this password do not belong together.", 403)
    session.clear()  # nothing that a stranger may have put there survives the login
    session.update(owner=owner.name, stamp=owner.stamp)
    return redirect(own_page(request.form.get("next", "")), 303)
    # step 13: end


@inbox.errorhandler(TooManyRequests)
def show_too_many(error: TooManyRequests) -> Page:
    """Say how long to wait, on the page where it happened."""
    page, status = _login_page("Too many tries; wait a little, and try again.", 429)
    return page, status, {"Retry-After": str(error.retry_after)}


@inbox.errorhandler(CSRFError)
def show_expired(_: CSRFError) -> Page:
    """Hand out a fresh form."""
    return _login_page("This page was open for too long, or cookies are off: try again.", 400)


@inbox.post("/logout")
def log_out() -> Response:
    """End the session."""
    session.clear()
    return redirect(url_for("inbox.show_login"), 303)


def own_page(target: str) -> str:
    """Return the page of the inbox that `target` names, and the list for anything else."""
    # step 13: begin
    home = url_for("inbox.show_list")
    return target if target.startswith(home) and target.isprintable() else home
    # step 13: end


@inbox.get("/")
def show_list() -> str:
    """List messages, the newest first, or those with a text."""
    search = request.args.get("search", "").strip()
    page = messages.list_messages(request_db(), search, request.args.get("page", 1, type=int))
    unread = messages.count_unread(request_db())
    return render_template("inbox/list.html", page=page, search=search, unread=unread)


@inbox.get("/<reference>")
def show_message(reference: str) -> str:
    """Show a message, which is read from now on."""
    message = messages.read_message(request_db(), reference)
    if message.read_at is None:
        messages.mark_read(request_db(), reference, time())
    return render_template("inbox/message.html", message=message, reply=_reply_address(message))


@inbox.post("/<reference>/unread")
def mark_unread(reference: str) -> Response:
    """Let a message stand out again."""
    messages.mark_read(request_db(), reference, None)
    return redirect(url_for("inbox.show_list"), 303)


@inbox.post("/<reference>/mail")
def try_again(reference: str) -> Response:
    """Mail a message that was given up."""
    outbox.try_again(request_db(), reference, time())
    return redirect(url_for("inbox.show_message", reference=reference), 303)


@inbox.get("/<reference>/delete")
def ask_delete(reference: str) -> str:
    """Ask before something is gone."""
    message = messages.read_message(request_db(), reference)
    return render_template("inbox/delete.html", message=message)


@inbox.post("/<reference>/delete")
def delete(reference: str) -> Response:
    """Delete a message for good."""
    messages.delete_message(request_db(), reference)
    return redirect(url_for("inbox.show_list"), 303)


def _login_page(problem: str, status: int) -> tuple[str, int]:
    wanted = request.values.get("next", "")
    return render_template("inbox/login.html", problem=problem, next=wanted), status


def _reply_address(message: Message) -> str:
    """Return a link that opens the owner's mail program, with who and what filled in."""
    subject = quote(f"Re: {message.subject}")
    return f"mailto:{quote(message.email, safe='@')}?subject={subject}"
