"""Step 4: an address that can be answered, and lines that are one line."""

import pytest
from flask.testing import FlaskClient
from pages import errors_of

from contact_form.checks import check_address, check_line
from contact_form.site.forms import clean


@pytest.mark.parametrize(
    "text",
    [
        "Ada\r\nBcc: everybody@shop.example",
        "Ada\nBcc: everybody@shop.example",
        "Ada\rBcc: everybody@shop.example",
        "Ada\u2028Bcc: everybody@shop.example",
        "Ada\u2029Bcc: everybody@shop.example",
        "Ada\x85Bcc: everybody@shop.example",
    ],
    ids=ascii,
)
def test_a_second_line_is_refused(text: str) -> None:
    """A line break in a name would begin a header of its own in our mail, however it is written."""
    with pytest.raises(ValueError, match="single line"):
        check_line(text)


@pytest.mark.parametrize("char", ["\0", "\t", "\x1b", "\x7f", "\ud800"], ids=ascii)
def test_control_characters_are_refused(char: str) -> None:
    """What is no character, but an order to some program, has no place in a line."""
    with pytest.raises(ValueError, match="single line"):
        check_line(f"Ada{char}Lovelace")


@pytest.mark.parametrize("char", ["\u202e", "\u2066"], ids=ascii)
def test_text_that_runs_backwards_is_refused(char: str) -> None:
    """An override shows `exe.gpj` as `jpg.exe`: nobody needs one in a name or a subject."""
    with pytest.raises(ValueError, match="single line"):
        check_line(f"photo {char}exe.gpj")


@pytest.mark.parametrize(
    "name",
    ["Zoë", "O'Brien-Smith, Jr.", "Đặng Thị Ngọc", "王小明", "محمد", "Ada 👩\u200d🚀"],
    ids=ascii,
)
def test_names_of_all_the_world_are_taken(name: str) -> None:
    """Letters, marks, quotes and emoji are left as they are: we refuse what does harm, nothing else."""
    assert check_line(name) == name


def test_blanks_around_a_line_are_dropped() -> None:
    """What was pasted with a blank or a line break at its end is still one line."""
    assert check_line("  Ada Lovelace \r\n") == "Ada Lovelace"


def test_the_same_letter_is_the_same_text() -> None:
    """An ë may be one character or two, an e and its dots: it becomes one, and can be found again."""
    assert check_line("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("ada@Lovelace.EXAMPLE", "ada@lovelace.example"),
        ("Ada.King+shop@lovelace.example", "Ada.King+shop@lovelace.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_written_as_mail_servers_do(typed: str, clean: str) -> None:
    """The domain in small letters and ASCII; before the @ nothing is changed."""
    assert check_address(typed) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "ada@lovelace",
        "ada@@lovelace.example",
        "ada@lovelace.example, all@shop.example",
        "Ada <ada@lovelace.example>",
        "ada@lovelace.example\r\nBcc: all@shop.example",
        "zoë@lovelace.example",
    ],
    ids=ascii,
)
def test_what_cannot_be_answered_is_refused(text: str) -> None:
    """What is no address, or more than one, gets a sentence that shows how one looks."""
    with pytest.raises(ValueError, match=r"Write it like name@example\.com\."):
        check_address(text)


class _Field:
    data = "ada"


def test_clean_leaves_the_clean_text_in_the_field() -> None:
    """What the check returns is what the field holds afterwards."""
    field = _Field()
    clean(field, str.upper)
    assert field.data == "ADA"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("name", "Ada\r\nBcc: everybody@shop.example"),
        ("subject", "Engines\nBcc: everybody@shop.example"),
        ("email", "ada at lovelace.example"),
        ("body", "Engines\0"),
    ],
    ids=ascii,
)
def test_the_form_says_it_beside_the_field(client: FlaskClient, name: str, typed: str) -> None:
    """Every field that a visitor types into is checked, and only the one that is wrong is marked."""
    assert list(errors_of(client, **{name: typed})) == [name]


def test_the_sentence_of_the_check_is_shown(client: FlaskClient) -> None:
    """The visitor reads what the check has to say, not a sentence about validators."""
    [error] = errors_of(client, email="ada").values()
    assert error.endswith("Write it like name@example.com.")
