"""What holds for every text that anybody could send, whatever it is."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contact_form.checks import check_address, check_body, check_line, check_phone

TEXTS = st.text(st.characters(codec=None), max_size=60)  # halves of characters, too
LINES = st.text(st.sampled_from("a =?\r\n\t\0\x85\u2028\u202eé\u0301\U0001f642\ud800"), max_size=12)


@given(TEXTS | LINES)
@example("A wrench\r\nBcc: everybody@list.example")
def test_a_line_is_one_line_for_every_reader(text: str) -> None:
    """What is taken has one line by Python's reckoning, can be stored, and is taken as it is once more."""
    try:
        line = check_line(text)
    except ValueError:
        return
    assert len(line.splitlines()) <= 1
    assert line.encode().decode() == line
    assert check_line(line) == line


@given(TEXTS | LINES)
def test_a_line_is_never_a_header_of_its_own(text: str) -> None:
    """What is taken as a subject is the subject of a mail, and no other header appears."""
    try:
        line = check_line(text)
    except ValueError:
        return
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = line.replace("=?", "")  # encoded words are the business of mail.py
    head, _, rest = mail.as_bytes().partition(b"\r\n\r\n")
    assert rest == b""
    assert [each for each in head.split(b"\r\n")[1:] if each[:1] not in (b" ", b"\t")] == []


@given(TEXTS | LINES)
def test_a_body_can_be_stored_and_comes_back(text: str) -> None:
    """What is taken has line ends of one kind, can be stored, and is taken as it is once more."""
    try:
        body = check_body(text)
    except ValueError:
        return
    assert "\r" not in body
    assert body.encode().decode() == body
    assert check_body(body) == body


@given(st.emails())
def test_a_clean_address_stays_as_it_is(text: str) -> None:
    """An address that was taken is ASCII, holds one @, and is taken as it is once more."""
    try:
        address = check_address(text)
    except ValueError:
        return
    assert address.isascii()
    assert address.count("@") == 1
    assert check_address(address) == address


@given(st.integers(10**6, 10**15).map(str), st.sampled_from(["GB", "CH", "US", "IN"]))
def test_a_clean_number_means_the_same_everywhere(digits: str, region: str) -> None:
    """A number that was taken is + and digits, and means the same in every country."""
    try:
        number = check_phone(digits, region)
    except ValueError:
        return
    assert number.startswith("+")
    assert number[1:].isdecimal()
    assert check_phone(number, "JP") == number


@pytest.mark.parametrize("text", ["\ufffd", "a\ufffdb"])
def test_what_came_in_broken_is_refused(text: str) -> None:
    """A replacement character stands for something that was lost on the way."""
    for check in (check_line, check_body):
        with pytest.raises(ValueError, match="could not be read"):
            check(text)
