"""Step 9: the mail is the site's, its answer is the visitor's, and it is the same at every attempt."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from post_office import MESSAGE

from contact_form.mail import compose
from contact_form.messages import Message
from contact_form.settings import Settings

NAMES = [
    "Zoë O'Neil",
    "Nowak, Ada",
    'Ada "Ace" Nowak',
    "李小龍",
    "Ada 🔧",
    "a@b <c>",
]


def arrive(message: Message, settings: Settings) -> EmailMessage:
    """Compose a mail, put it on the wire, and read it as a mail program does."""
    return message_from_bytes(compose(message, settings).as_bytes(), policy=policy.default)


def read_text(mail: EmailMessage) -> str:
    """Return the text of a mail, its lines parted as Python parts them."""
    text: str = mail.get_content()
    return text.replace("\r\n", "\n")


def test_it_comes_from_the_site(settings: Settings) -> None:
    """`From` is the address that we may write from, with the site's name: never the visitor's."""
    [sender] = arrive(MESSAGE, settings)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Nut & Bolt", "form@shop.example")


def test_it_goes_to_the_owner_alone(settings: Settings) -> None:
    """`To` is `mail_to`, and nobody else gets it."""
    mail = arrive(MESSAGE, settings)
    assert mail["To"] == "owner@shop.example"
    assert not mail["Cc"] and not mail["Bcc"]


def test_the_answer_goes_to_the_visitor(settings: Settings) -> None:
    """`Reply-To` is the visitor's name and address, so that *Reply* writes to the visitor."""
    [visitor] = arrive(MESSAGE, settings)["Reply-To"].addresses
    assert (visitor.display_name, visitor.addr_spec) == ("Ada Nowak", "ada@example.org")


def test_the_subject_is_the_visitors(settings: Settings) -> None:
    """What the visitor gave as subject is the mail's."""
    assert arrive(MESSAGE, settings)["Subject"] == "Opening hours"


def test_its_message_id_is_the_one_that_was_stored(settings: Settings) -> None:
    """`Message-ID` comes from the outbox, so that a second copy can be known as one."""
    assert arrive(MESSAGE, settings)["Message-ID"] == "<5RSJZ4WKCR@shop.example>"


def test_its_date_is_when_the_visitor_wrote(settings: Settings) -> None:
    """`Date` is the time at which the message came, with a zone, however late it goes out."""
    assert arrive(MESSAGE, settings)["Date"].datetime == datetime(2026, 3, 14, 9, tzinfo=UTC)


def test_no_holiday_notice_answers_it(settings: Settings) -> None:
    """`Auto-Submitted` says `auto-generated`: programs that answer by themselves leave it alone."""
    assert arrive(MESSAGE, settings)["Auto-Submitted"] == "auto-generated"


def test_the_text_is_what_write_text_returns(settings: Settings) -> None:
    """The mail is plain text: the visitor's, then who it was, with the reference."""
    mail = arrive(MESSAGE, settings)
    assert mail.get_content_type() == "text/plain"
    assert read_text(mail).startswith("Are you open on Sunday?\n\nAda\n\n-- \nAda Nowak\n")
    assert "5RSJZ4WKCR" in read_text(mail)


def test_every_attempt_sends_the_same_bytes(settings: Settings) -> None:
    """Composed again, after more attempts, the mail is the same to the byte."""
    later = replace(MESSAGE, delivery=replace(MESSAGE.delivery, attempts=7, last_error="451 busy"))
    assert compose(MESSAGE, settings).as_bytes() == compose(later, settings).as_bytes()


@pytest.mark.parametrize("field", ["name", "email", "subject"])
def test_a_line_break_adds_no_header(settings: Settings, field: str) -> None:
    """Should a line break get this far, no mail is made, and `ValueError` says so."""
    bad = replace(MESSAGE, **{field: "ada@example.org\r\nBcc: crowd@example.net"})
    with pytest.raises(ValueError):  # noqa: PT011  # each header has its own words for it
        compose(bad, settings)


@pytest.mark.parametrize("field", ["name", "subject"])
def test_nor_does_one_that_is_spelt_in_code(settings: Settings, field: str) -> None:
    """`=?utf-8?q?=0A?=` is a coded line break: where `literal` has been, it stays one line of text."""
    coded = "=?utf-8?q?Hello=0D=0ABcc:crowd@example.net?="
    mail = arrive(replace(MESSAGE, **{field: coded}), settings)
    assert not mail["Bcc"]
    assert "=0D=0ABcc" in f"{mail['Subject']} {mail['Reply-To']}"


@pytest.mark.parametrize("text", NAMES)
def test_every_letter_arrives(settings: Settings, text: str) -> None:
    """Umlauts, Chinese, emoji, quotes and commas come out as they went in, in every field."""
    mail = arrive(replace(MESSAGE, name=text, subject=text, body=text), settings)
    [visitor] = mail["Reply-To"].addresses
    assert (visitor.display_name, visitor.addr_spec) == (text, "ada@example.org")
    assert mail["Subject"] == text
    assert read_text(mail).startswith(f"{text}\n\n-- \n{text}\n")


@pytest.mark.parametrize(
    "trick", ["Ada, <crowd@example.net>,", "crowd@example.net, Ada", '"<a@b>"']
)
def test_a_long_name_is_no_second_address(settings: Settings, trick: str) -> None:
    """Older Pythons lose the quotes of a name that they fold: where `phrase` has been, it needs none."""
    mail = arrive(replace(MESSAGE, name=f"{trick} of the Works {10 * 'and Co. '}"), settings)
    assert [visitor.addr_spec for visitor in mail["Reply-To"].addresses] == ["ada@example.org"]


def test_old_servers_pass_it_on(settings: Settings) -> None:
    """On the wire there is only ASCII, in lines of 998 characters at most."""
    for text in ("Grüße", "Zoë 🔧 " * 500):
        wire = compose(replace(MESSAGE, body=text), settings).as_bytes()
        assert wire.isascii()
        assert max(map(len, wire.split(b"\r\n"))) <= 998
