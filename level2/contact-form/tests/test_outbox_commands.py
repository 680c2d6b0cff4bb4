"""The command `outbox`: what waits, what was given up, and one more try."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from post_office import PostOffice

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.messages import receive
from contact_form.outbox import only_deliverer
from contact_form.settings import Settings
from contact_form.web import create_app

NOON = 1_773_489_600.0  # 14 March 2026, 12:00
INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "", "Opening hours", "On Sunday?")


@pytest.fixture
def reference(settings: Settings) -> str:
    """The reference of a message whose mail waits since noon."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        return receive(connection, INQUIRY, "form:1", NOON, "shop.example").reference


@pytest.fixture
def outbox(settings: Settings, reference: str) -> Iterator[sqlite3.Connection]:
    """The database with that message."""
    with closing(db.connect(settings.database)) as connection:
        yield connection


def run(settings: Settings, *words: str) -> tuple[int, str]:
    """Run `flask outbox …`; returns how it ended, and what it printed."""
    result = create_app(settings).test_cli_runner().invoke(args=["outbox", *words])
    return result.exit_code, result.output


def test_it_lists_what_waits(settings: Settings, reference: str) -> None:
    """A line for each mail that has not gone out, with what is next, and no word of the visitor."""
    line = f"{reference}  due 2026-03-14 12:00 UTC; attempts: 0"
    assert run(settings, "list") == (0, f"{line}\n1 not sent\n")


def test_it_lists_what_was_given_up(
    settings: Settings, reference: str, outbox: sqlite3.Connection
) -> None:
    """What was given up is listed with when and why."""
    outbox.execute("UPDATE outbox SET failed_at = ?, attempts = 1, last_error = '550 no'", (NOON,))
    line = f"{reference}  given up 2026-03-14 12:00 UTC; attempts: 1; 550 no"
    assert run(settings, "list") == (0, f"{line}\n1 not sent\n")


def test_it_delivers_what_is_due(settings: Settings, reference: str) -> None:
    """One pass over all that is due, for a machine on which no server runs."""
    with PostOffice() as office:
        here = office.serving(settings)
        assert run(here, "deliver") == (0, "tried 1; 0 not sent\n")
        assert run(here, "deliver") == (0, "tried 0; 0 not sent\n")
        assert office.mail_ids == [f"<{reference}@shop.example>"]


def test_it_does_not_deliver_beside_another(settings: Settings, reference: str) -> None:
    """While another process delivers it says so and does nothing."""
    with only_deliverer(settings.database):
        code, output = run(settings, "deliver")
    assert code == 1
    assert output == "Error: another process is delivering; it sends what is due.\n"


def test_in_development_the_server_delivers(settings: Settings, reference: str) -> None:
    """The catcher lives in the server: this command says so and sends nothing anywhere."""
    code, output = run(settings.model_copy(update={"catcher": True}), "deliver")
    assert code == 1 and "start it" in output


def test_it_tries_again(settings: Settings, reference: str, outbox: sqlite3.Connection) -> None:
    """What was given up is due again; the next pass sends it."""
    outbox.execute("UPDATE outbox SET failed_at = ?", (NOON,))
    code, output = run(settings, "retry", reference)
    assert code == 0 and output.startswith(f"{reference}  due ")
    with PostOffice() as office:
        assert run(office.serving(settings), "deliver") == (0, "tried 1; 0 not sent\n")


def test_an_unknown_reference_is_said(settings: Settings) -> None:
    """A reference that nobody has gets a sentence and no traceback."""
    code, output = run(settings, "retry", "NONE")
    assert code == 1
    assert output == "Error: There is no message NONE; it may have been deleted.\n"


def test_what_was_sent_is_not_sent_again(
    settings: Settings, reference: str, outbox: sqlite3.Connection
) -> None:
    """Only what was given up can be tried again: what went out stays sent."""
    outbox.execute("UPDATE outbox SET sent_at = ?", (NOON,))
    code, output = run(settings, "retry", reference)
    assert code == 1 and "was sent" in output
