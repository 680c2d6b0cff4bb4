"""Step 6: what robots do and people do not."""

from collections.abc import Callable
from datetime import timedelta
from time import time
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import FILLED, Page, open_form, send
from wtforms.validators import StopValidation

from contact_form.settings import Settings
from contact_form.site.robots import FillTime, Trap, read_stamp, stamp
from contact_form.web import create_app

LEAST, MOST = timedelta(seconds=3), timedelta(hours=4)


class _Form:
    errors: ClassVar[dict[str, list[str]]] = {}


class _Field:
    def __init__(self, data: str | None) -> None:
        self.data = data


def refusal(app: Flask, field: _Field) -> str:
    """Let FillTime look at a field: returns its sentence, or nothing where it is content."""
    with app.test_request_context():
        try:
            FillTime(lambda: LEAST, lambda: MOST)(_Form(), field)
        except StopValidation as refused:
            return str(refused)
    return ""


def stamp_of(app: Flask, seconds_ago: float) -> str:
    """Return the stamp of a form that was handed out some seconds ago."""
    with app.app_context():
        return stamp(time() - seconds_ago)


def test_a_person_gets_through(app: Flask) -> None:
    """Whoever took ten seconds, or an hour, is no robot."""
    assert refusal(app, _Field(stamp_of(app, 10))) == ""
    assert refusal(app, _Field(stamp_of(app, 3600))) == ""


def test_what_is_written_in_no_time_is_refused(app: Flask) -> None:
    """A form that comes back within a second was not read."""
    assert "faster than people write" in refusal(app, _Field(stamp_of(app, 1)))


def test_waiting_is_all_that_is_needed(app: Flask) -> None:
    """A refused form keeps its stamp: whoever sends it again a moment later gets through."""
    field = _Field(stamp_of(app, 1))
    before = field.data
    assert refusal(app, field)
    assert field.data == before


def test_an_old_form_gets_a_new_stamp(app: Flask) -> None:
    """A form of yesterday is refused once; the page then brings a stamp of now."""
    field = _Field(stamp_of(app, 5 * 3600))
    assert "open for long" in refusal(app, field)
    with app.app_context():
        assert time() - read_stamp(field.data or "").at < 60


@pytest.mark.parametrize("data", [None, "", "1790000000", "WzAsIngiXQ.AAAA"], ids=repr)
def test_a_stamp_of_ones_own_making_is_refused(app: Flask, data: str | None) -> None:
    """Without our signature anybody could write down any time; the page then brings a true stamp."""
    field = _Field(data)
    assert "send again" in refusal(app, field)
    assert field.data != data


def test_a_robot_falls_into_the_trap() -> None:
    """A value where people see no field: refused, and emptied, so that a person can send again."""
    field = _Field("http://pills.example")
    with pytest.raises(StopValidation, match="send again"):
        Trap()(_Form(), field)
    assert field.data == ""


def test_people_do_not_see_the_trap(client: FlaskClient) -> None:
    """The trap is in the page, but no Tab key, no screen reader and no autocompletion leads there."""
    page = open_form(client)
    assert "website" in page.fields, "the form has no field 'website'"
    trap = page.fields["website"].attributes
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap["type"] != "hidden", "robots know that nobody fills in a hidden field"


def test_each_form_has_a_number_of_its_own(app: Flask, client: FlaskClient) -> None:
    """Two pages carry two stamps, and each stamp the number by which we know that form again."""
    stamps = [open_form(client).values.get("opened", "") for _ in range(2)]
    with app.app_context():
        first, second = (read_stamp(each).nonce for each in stamps)
    assert first != second


def test_the_form_is_refused_with_a_reason(client: FlaskClient) -> None:
    """A form that comes back at once: 422, the text still there, and a sentence that tells what to do."""
    reply = send(client, **FILLED)
    assert reply.status_code == 422
    assert "faster than people write" in reply.text
    assert Page(reply.text).values["name"] == "Ada Lovelace"


def test_speed_is_no_matter_where_more_is_wrong(client: FlaskClient) -> None:
    """Whoever sends an empty form at once reads what is missing, and nothing about speed."""
    reply = send(client)
    assert reply.status_code == 422
    assert "Enter your name." in reply.text
    assert "faster than people write" not in reply.text
    assert "website" in Page(reply.text).fields, "the form has no field 'website'"


def test_the_limits_are_those_of_the_settings(make_settings: Callable[..., Settings]) -> None:
    """`min_fill` and `form_expires` decide: here a form expires at once."""
    app = create_app(make_settings(min_fill=timedelta(0), form_expires=timedelta(seconds=5)))
    client = app.test_client()
    reply = send(client, **FILLED | {"opened": stamp_of(app, 6)})
    assert "open for long" in reply.text
