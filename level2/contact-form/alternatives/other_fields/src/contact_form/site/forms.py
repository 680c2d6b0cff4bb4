"""other_fields: the same form with a validator for each check, and hidden fields of other names."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import StopValidation

from contact_form import checks, inquiry
from contact_form.inquiry import Inquiry
from contact_form.site.robots import FillTime, Trap, read_stamp, stamp


class Checked:
    """Take what `check` returns for the text of a field, if it is there and no longer than `most`."""

    def __init__(self, check: Callable[[str], str], most: int, *, required: bool = True) -> None:
        self.check, self.most, self.required = check, most, required

    def __call__(self, form: Any, field: Any) -> None:
        text = (field.data or "").strip()
        if self.required and not text:
            raise StopValidation("This is needed.")
        if len(text) > self.most:
            raise StopValidation(f"This is too long by {len(text) - self.most} characters.")
        try:
            field.data = self.check(text)
        except ValueError as problem:
            raise StopValidation(str(problem)) from None


def _setting(name: str) -> Any:
    return getattr(current_app.extensions["settings"], name)


def _phone(text: str) -> str:
    return checks.check_phone(text, _setting("phone_region"))


class ContactForm(FlaskForm):  # type: ignore[misc]
    """What a visitor fills in: first what it is about, then who asks."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What holds for all fields."""

        csrf = False

    subject: Field = StringField(
        "What is it about?", [Checked(checks.check_line, inquiry.SUBJECT_MAX)]
    )
    body: Field = TextAreaField(
        "What would you like to know?", [Checked(checks.check_body, inquiry.BODY_MAX)]
    )
    name: Field = StringField("Who are you?", [Checked(checks.check_line, inquiry.NAME_MAX)])
    email: Field = EmailField(
        "Where do we send the answer?", [Checked(checks.check_address, inquiry.EMAIL_MAX)]
    )
    phone: Field = TelField("Your number", [Checked(_phone, inquiry.PHONE_MAX, required=False)])
    website: Field = StringField("Leave this empty", [Trap()])
    opened: Field = HiddenField(
        default=stamp,
        name="handed-out",
        validators=[FillTime(lambda: _setting("min_fill"), lambda: _setting("form_expires"))],
    )

    def inquiry(self) -> Inquiry:
        """Return what was sent."""
        names = ("name", "email", "phone", "subject", "body")
        return Inquiry(**{name: getattr(self, name).data for name in names})

    def submission(self) -> str:
        """Return the number of this form."""
        return f"form:{read_stamp(self.opened.data).nonce}"
