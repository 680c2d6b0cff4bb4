"""other_fields: the same checks by regular expressions, and in other words."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# What moves the cursor, ends a line, turns the direction of writing, or stands for what was not read.
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]"
)


def check_line(text: str) -> str:
    """Return `text` as one line, or refuse it."""
    return _refuse(text.strip(), FORBIDDEN)


def check_body(text: str) -> str:
    """Return the lines of a message, or refuse what does more than end lines."""
    lines = [
        _refuse(line, FORBIDDEN) for line in re.split("\r\n|\r|\n", text.replace("\t", "    "))
    ]
    return "\n".join(lines).strip()


def check_address(text: str) -> str:
    """Return the address as mail servers take it."""
    try:
        return str(
            validate_email(text, check_deliverability=False, allow_smtputf8=False).ascii_email
        )
    except EmailNotValidError:
        raise ValueError("We could not send an answer there: is a letter missing?") from None


def check_phone(text: str, region: str) -> str:
    """Return the number as E.164, or nothing if there is none."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValueError("Nobody has this number: is a digit missing?")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _refuse(text: str, forbidden: re.Pattern[str]) -> str:
    if forbidden.search(text):
        raise ValueError("This holds a character that belongs to no text.")
    return text
