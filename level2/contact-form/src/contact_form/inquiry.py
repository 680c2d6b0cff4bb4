"""What a visitor sends: the one thing that every other module is about."""

from dataclasses import dataclass

NAME_MAX = 100  # characters, as are all of these
EMAIL_MAX = 254  # what a mail server takes: RFC 5321, 4.5.3.1
PHONE_MAX = 40  # as typed; kept as E.164, which has 16
SUBJECT_MAX = 150
BODY_MAX = 5000


@dataclass(frozen=True)
class Inquiry:
    """A visitor's message, checked: every line is one line, and the address can be answered."""

    name: str
    email: str
    phone: str  # E.164, or empty
    subject: str
    body: str
