"""Step 5: phone numbers, and a validator that is told a country."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pages import errors_of, open_form

from contact_form.checks import check_phone
from contact_form.settings import Settings
from contact_form.web import create_app


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("(020) 7946-0018", "GB", "+442079460018"),
        ("+44 (0) 20 7946 0018", "US", "+442079460018"),
        ("0044 20 7946 0018", "CH", "+442079460018"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("(212) 555-0123", "US", "+12125550123"),
    ],
)
def test_a_number_is_kept_in_one_way(typed: str, region: str, kept: str) -> None:
    """However it is typed, it is kept as E.164, + and country first: so it can be called from anywhere."""
    assert check_phone(typed, region) == kept


@pytest.mark.parametrize("text", ["", "  "], ids=repr)
def test_no_number_is_no_error(text: str) -> None:
    """The number is optional: nothing stays nothing."""
    assert check_phone(text, "GB") == ""


@pytest.mark.parametrize(
    "text", ["call me", "12", "020 7946 00", "+44 20 7946 0018 0018", "030 901820", "+999 1"]
)
def test_what_nobody_can_call_is_refused(text: str) -> None:
    """Too short, too long, or of no country: the sentence shows a number of the region as an example."""
    with pytest.raises(ValueError, match=r"Write it like 0121 234 5678"):
        check_phone(text, "GB")


def test_an_extension_is_not_dropped_in_silence() -> None:
    """E.164 has no room for an extension, and a number without it reaches somebody else."""
    with pytest.raises(ValueError, match="extension"):
        check_phone("020 7946 0018 ext. 12", "GB")


def test_the_form_asks_for_it_but_does_not_insist(client: FlaskClient) -> None:
    """There is a field `phone`, for the browser a telephone number, and not required."""
    fields = open_form(client).fields
    assert "phone" in fields, "the form has no field 'phone'"
    phone = fields["phone"].attributes
    assert (phone["type"], phone["autocomplete"], "required" in phone) == ("tel", "tel", False)
    assert errors_of(client, subject="", phone="") == {"subject": "Error: Enter a subject."}


def test_the_form_refuses_a_wrong_number(client: FlaskClient) -> None:
    """The error of the phone number stands beside the phone number."""
    errors = errors_of(client, phone="12")
    assert list(errors) == ["phone"]


def test_each_application_has_its_own_country(
    make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    """The country is that of the application which is asked, also where one program has two."""
    for region, wrong in (("CH", ["subject"]), ("GB", ["phone", "subject"])):
        settings = make_settings(phone_region=region, database=tmp_path / f"{region}.db")
        client = create_app(settings).test_client()
        assert list(errors_of(client, phone="044 668 18 00", subject="")) == wrong
