"""What we take from a visitor: each check returns the clean text, or says what is wrong with it."""

from unicodedata import category, normalize

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat

UNREADABLE = "\ufffd"  # stands where a byte was no character
TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # make text read backwards


def check_line(text: str) -> str:
    """Return `text` as one line without anything invisible in it that does something."""
    # step 4: begin
    line = normalize("NFC", text).strip()
    if any(category(char) in ("Cc", "Cs", "Zl", "Zp") or char in TURNS for char in line):
        raise ValueError(
            "This has to be a single line: take out line breaks and control characters."
        )
    return _readable(line)
    # step 4: end


def check_address(text: str) -> str:
    """Return a mail address in the form that mail servers take; asks no server whether it exists."""
    # step 4: begin
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as problem:
        raise ValueError(f"{problem} Write it like name@example.com.") from None
    return address.ascii_email or address.normalized
    # step 4: end


def check_phone(text: str, region: str) -> str:
    """Return a phone number as E.164, reading one without a + as of `region`; empty stays empty."""
    # step 5: begin
    if not text.strip():
        return ""
    mend = f"Write it like {_example(region)}, or with + and the country in front."
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise ValueError(f"This is no phone number. {mend}") from None
    if number.extension:
        raise ValueError("Write the extension in your message, and only the number here.")
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f"There is no such phone number. {mend}")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # step 5: end


def check_body(text: str) -> str:
    """Return the lines of a message, parted as on Unix; tabs may stay, other controls may not."""
    body = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(category(char) in ("Cc", "Cs") and char not in "\n\t" for char in body):
        raise ValueError("There is a control character in this text: take it out, or type it anew.")
    return _readable(body)


def _readable(text: str) -> str:
    if UNREADABLE in text:
        raise ValueError("Some characters (\ufffd) could not be read: type them anew.")
    return text


def _example(region: str) -> str:
    number = phonenumbers.example_number(region)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else "0123 456"
