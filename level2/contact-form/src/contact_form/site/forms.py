"""The form: its fields, and what each must hold."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation

from contact_form.checks import check_address, check_body, check_line, check_phone
from contact_form.inquiry import BODY_MAX, EMAIL_MAX, NAME_MAX, PHONE_MAX, SUBJECT_MAX, Inquiry
from contact_form.settings import Settings
from contact_form.site.robots import FillTime, Trap, read_stamp, stamp


def clean(field: Any, check: Callable[[str], str]) -> None:
    """Leave in `field` what `check` makes of its text, or stop with the sentence it raises."""
    # step 4: begin
    try:
        field.data = check(field.data)
    except ValueError as problem:
        raise StopValidation(str(problem)) from None
    # step 4: end


class PhoneNumber:
    """Take phone numbers; one without a + belongs to the country that `region` tells."""

    def __init__(self, region: Callable[[], str]) -> None:
        self.region = region  # asked late: the form is made once, for all applications

    def __call__(self, form: Any, field: Any) -> None:
        # step 5: begin
        clean(field, lambda text: check_phone(text, self.region()))
        # step 5: end


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _strip(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()  # browsers send line ends of two characters


def _at_most(limit: int, what: str) -> Length:
    return Length(max=limit, message=f"Shorten {what} to %(max)d characters; it has %(length)d.")


class ContactForm(FlaskForm):  # type: ignore[misc]
    """What a visitor fills in, in the order of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What holds for all fields."""

        csrf = False  # csrf.py looks at the token of every page, before any view

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give each field a filter, which works before its validators."""
            return unbound_field.bind(form=form, filters=[_strip], **options)

    # step 3: begin
    name = StringField(
        "Your name",
        [DataRequired("Enter your name."), _at_most(NAME_MAX, "your name")],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Your mail address",
        [
            DataRequired("Enter your mail address, so that we can answer."),
            _at_most(EMAIL_MAX, "your mail address"),
        ],
        description="We use it to answer you, and for nothing else.",
        render_kw={"autocomplete": "email"},
    )
    # step 3: stub
    # name: Any
    # email: Any
    # step 3: end

    # step 5: begin
    phone = TelField(
        "Your phone number (optional)",
        [
            _at_most(PHONE_MAX, "your phone number"),
            PhoneNumber(region=lambda: _settings().phone_region),
        ],
        description="If you would rather be called.",
        render_kw={"autocomplete": "tel"},
    )
    # step 5: stub
    # phone: Any
    # step 5: end

    # step 3: begin
    subject = StringField(
        "Subject", [DataRequired("Enter a subject."), _at_most(SUBJECT_MAX, "the subject")]
    )
    body = TextAreaField(
        "Your message",
        [DataRequired("Enter your message."), _at_most(BODY_MAX, "your message")],
        render_kw={"rows": 8},
    )
    # step 3: stub
    # subject: Any
    # body: Any
    # step 3: end

    # step 6: begin
    website = StringField("Leave this empty", [Trap()], render_kw={"autocomplete": "off"})
    opened = HiddenField(
        default=stamp,
        validators=[FillTime(lambda: _settings().min_fill, lambda: _settings().form_expires)],
    )
    # step 6: stub
    # website: Any
    # opened: Any
    # step 6: end

    # step 4: begin
    def validate_name(self, field: StringField) -> None:
        """WTForms calls this for the field `name`, after its validators."""
        clean(field, check_line)

    validate_subject = validate_name

    def validate_email(self, field: EmailField) -> None:
        """See `check_address`."""
        clean(field, check_address)

    def validate_body(self, field: TextAreaField) -> None:
        """See `check_body`."""
        clean(field, check_body)

    # step 4: stub
    # def validate_name(self, field: StringField) -> None:
    #     """WTForms calls this for the field `name`, after its validators."""
    #
    # validate_subject = validate_name
    #
    # def validate_email(self, field: EmailField) -> None:
    #     """See `check_address`."""
    #
    # def validate_body(self, field: TextAreaField) -> None:
    #     """See `check_body`."""
    # step 4: end

    def inquiry(self) -> Inquiry:
        """Return what was sent; only after `validate` said yes."""
        fields = (self.name, self.email, self.phone, self.subject, self.body)
        return Inquiry(*(field.data for field in fields))

    def submission(self) -> str:
        """Return the number of this form: sent twice, it is still one message."""
        return "form:" + read_stamp(self.opened.data).nonce
