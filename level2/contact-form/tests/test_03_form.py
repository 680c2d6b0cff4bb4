"""Step 3: the form, its labels, and what it does with something wrong."""

import pytest
from flask.testing import FlaskClient
from pages import FILLED, Page, open_form, send

LABELS = {
    "name": "Your name",
    "email": "Your mail address",
    "subject": "Subject",
    "body": "Your message",
}


@pytest.mark.parametrize("name", LABELS)
def test_each_field_has_a_label(client: FlaskClient, name: str) -> None:
    """The page has a field of this name, and a label that belongs to it."""
    fields = open_form(client).fields
    assert name in fields, f"the form has no field {name!r}"
    assert fields[name].label == LABELS[name]


@pytest.mark.parametrize("name", LABELS)
def test_each_field_is_required(client: FlaskClient, name: str) -> None:
    """A required field says so to the browser, which tells people who cannot see the page."""
    fields = open_form(client).fields
    assert name in fields, f"the form has no field {name!r}"
    assert "required" in fields[name].attributes


def test_the_browser_may_fill_in_what_it_knows(client: FlaskClient) -> None:
    """Name and address carry `autocomplete`, so that nobody types what the browser knows."""
    fields = open_form(client).fields
    known = {name: each.attributes.get("autocomplete") for name, each in fields.items()}
    assert (known.get("name"), known.get("email")) == ("name", "email")


def test_a_keyboard_for_addresses(client: FlaskClient) -> None:
    """The address is a field for addresses: telephones show the @ then; and a message has lines."""
    fields = open_form(client).fields
    assert fields["email"].attributes["type"] == "email"
    assert "rows" in fields["body"].attributes


def test_an_empty_form_comes_back_with_an_error_beside_each_field(client: FlaskClient) -> None:
    """Nothing filled in: 422, and beside each field the sentence that says what to enter."""
    reply = send(client)
    assert reply.status_code == 422
    errors = Page(reply.text).errors
    assert list(errors) == list(LABELS)
    assert errors["name"] == "Error: Enter your name."
    assert errors["body"] == "Error: Enter your message."


def test_blanks_are_nothing(client: FlaskClient) -> None:
    """A name of blanks alone is no name."""
    reply = send(client, **FILLED | {"name": " \t "})
    assert reply.status_code == 422
    assert Page(reply.text).errors["name"] == "Error: Enter your name."


@pytest.mark.parametrize(
    ("name", "limit"), [("name", 100), ("email", 254), ("subject", 150), ("body", 5000)]
)
def test_too_long_a_text_is_told_both_lengths(client: FlaskClient, name: str, limit: int) -> None:
    """A text beyond the limit is refused with the limit and its own length, both in the sentence."""
    reply = send(client, **FILLED | {name: "x" * (limit + 7)})
    assert reply.status_code == 422
    error = Page(reply.text).errors[name]
    assert error.startswith("Error: Shorten ")
    assert error.endswith(f" to {limit} characters; it has {limit + 7}.")


def test_a_text_of_just_the_limit_is_taken(client: FlaskClient) -> None:
    """The limit itself is allowed: 100 characters of name, 5000 of message."""
    reply = send(client, **FILLED | {"name": "x" * 100, "body": "y" * 5000, "subject": ""})
    assert reply.status_code == 422
    assert list(Page(reply.text).errors) == ["subject"]


def test_what_was_typed_is_still_there(client: FlaskClient) -> None:
    """Whoever forgot the subject does not have to type the message again."""
    typed = FILLED | {"subject": "", "body": "Is 5 < 6?\n\n<b>Yes</b> & no"}
    reply = send(client, **typed)
    assert reply.status_code == 422
    page = Page(reply.text)
    assert page.values["name"] == "Ada Lovelace"
    assert page.values["body"] == typed["body"]


def test_the_summary_leads_to_the_field(client: FlaskClient) -> None:
    """All that is wrong also stands at the top, each sentence a link to its field."""
    reply = send(client, **FILLED | {"subject": ""})
    assert '<a href="#subject">Enter a subject.</a>' in reply.text
