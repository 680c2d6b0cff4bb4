"""The page itself: show the form, take what comes back, and thank."""

from time import time

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from contact_form.db import request_db
from contact_form.limits import limit_submits
from contact_form.messages import LETTERS, REFERENCE_LENGTH, SubmissionReused, receive
from contact_form.settings import Settings
from contact_form.site.forms import ContactForm
from contact_form.site.robots import stamp

site = Blueprint("site", __name__)

EXPIRED = (
    "This page was open for too long, or cookies are off. Your text is still here: send again."
)
TOO_MANY = "Many messages came from your network. Your text is still here: send it in a while."
REUSED = "Your message was sent before, and is here. To send this text as another one, send again."


@site.get("/")
def show_form() -> Response:
    """Hand out an empty form."""
    return page(ContactForm(formdata=None), 200)


@site.post("/")
@limit_submits
def submit() -> AnyResponse:
    """Take a message, or show the form again with what is wrong with it."""
    form = ContactForm()
    # step 3: begin
    if not form.validate():
        return page(form, 422)
    # step 3: end
    settings: Settings = current_app.extensions["settings"]
    receipt = receive(request_db(), form.inquiry(), form.submission(), time(), settings.mail_domain)
    if not receipt.is_new:
        seen = render_template("thanks.html", reference=receipt.reference, seen_before=True)
        return make_response(seen, 409)
    return redirect(url_for("site.show_thanks", reference=receipt.reference), 303)


@site.get("/thanks/<reference>")
def show_thanks(reference: str) -> str:
    """Thank; what is no reference of ours is not shown, lest a link put words into our mouth."""
    if len(reference) != REFERENCE_LENGTH or not set(reference) <= set(LETTERS):
        abort(404)
    return render_template("thanks.html", reference=reference)


def page(form: ContactForm, status: int, notice: str = "") -> Response:
    """Show the form with all that stands in it; `notice` is what is wrong with no field of it."""
    return make_response(render_template("contact.html", form=form, notice=notice), status)


@site.errorhandler(CSRFError)
def show_expired(_: CSRFError) -> Response:
    """Keep the text of a form whose token is missing or too old; the page brings a fresh one."""
    # step 7: begin
    return page(ContactForm(), 400, EXPIRED)
    # step 7: end


@site.errorhandler(TooManyRequests)
def show_too_many(error: TooManyRequests) -> Response:
    """Keep the text of somebody who has to wait."""
    reply = page(ContactForm(), 429, TOO_MANY)
    reply.headers["Retry-After"] = str(error.retry_after)
    return reply


@site.errorhandler(SubmissionReused)
def show_reused(_: SubmissionReused) -> Response:
    """Keep a text that came on a form that was sent before, and make a new form of it."""
    form = ContactForm()
    form.opened.data = stamp()
    return page(form, 409, REUSED)
