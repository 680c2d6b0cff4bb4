"""The command line: the inbox from a terminal, and a first start on one's own machine."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import time

import pytest
from click.testing import Result
from flask import Flask

from contact_form import db, demo
from contact_form.development import development_settings, first_password
from contact_form.inbox.owners import check_password
from contact_form.inquiry import Inquiry
from contact_form.messages import list_messages, receive
from contact_form.settings import Settings

DAY_S = 86400.0


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """`flask inbox …` in this process, without a terminal."""
    return lambda line, stdin="": app.test_cli_runner().invoke(
        args=["inbox", *line.split()], input=stdin
    )


@pytest.fixture
def connection(app: Flask, settings: Settings) -> Iterator[db.Connection]:
    """A connection to the database of the application."""
    with closing(db.connect(settings.database)) as connection:
        yield connection


def write(
    connection: db.Connection, subject: str, email: str = "ada@engine.example", age_s: float = 0
) -> str:
    """Store a message, some time ago, and return its reference."""
    inquiry = Inquiry("Ada Byron", email, "", subject, "Do you have one\nfor 13 mm?")
    return receive(connection, inquiry, f"test:{subject}", time() - age_s, "shop.example").reference


def test_lists_what_is_new(run: Callable[..., Result], connection: db.Connection) -> None:
    """A line for who and when, one for what; a star says that nobody has read it."""
    read, new = write(connection, "First"), write(connection, "Second")
    run(f"show {read}")
    lines = run("list").output.splitlines()
    assert lines[0].startswith(f"* {new}") and lines[2].startswith(f"  {read}")
    assert "Ada Byron <ada@engine.example>" in lines[0] and "Second (waiting)" in lines[1]
    assert lines[-1] == "2 in all; page 1 of 1"
    assert run("list --search first").output.splitlines()[-1] == "1 in all; page 1 of 1"


def test_shows_a_message(run: Callable[..., Result], connection: db.Connection) -> None:
    """Who, what and when, and then the text as it came."""
    output = run(f"show {write(connection, 'A wrench')}").output
    assert "From:    Ada Byron <ada@engine.example>\n" in output
    assert output.endswith("\n\nDo you have one\nfor 13 mm?\n")


def test_deletes_when_told_twice(run: Callable[..., Result], connection: db.Connection) -> None:
    """What is gone is gone, so the command asks; a no keeps the message."""
    reference = write(connection, "A wrench")
    assert run(f"delete {reference}", "n\n").exit_code == 1
    assert list_messages(connection).total == 1
    assert run(f"delete {reference}", "y\n").exit_code == 0
    assert list_messages(connection).total == 0


def test_forgets_a_visitor(run: Callable[..., Result], connection: db.Connection) -> None:
    """Whoever asks is forgotten: all their messages, however the address was typed; nobody else's."""
    write(connection, "First")
    write(connection, "Second")
    other = write(connection, "Third", email="grace@navy.example")
    result = run("forget ADA@engine.example --yes")
    assert result.output == "ADA@engine.example: 2 deleted\n"
    assert [message.reference for message in list_messages(connection).messages] == [other]


def test_forgets_an_address_of_other_letters(
    run: Callable[..., Result], connection: db.Connection
) -> None:
    """An address is stored as mail servers know it, and found as people write it; what is none is said."""
    write(connection, "Grüße", email="ada@xn--mller-kva.example")
    assert run("forget ada@müller.example --yes").output == "ada@xn--mller-kva.example: 1 deleted\n"
    assert run("forget ada --yes").exit_code == 1


def test_purges_what_is_old_and_mailed(
    run: Callable[..., Result], connection: db.Connection
) -> None:
    """What is older than the time goes; what still waits for its mail stays, whatever its age."""
    write(connection, "old and mailed", age_s=40 * DAY_S)
    connection.execute("UPDATE outbox SET sent_at = 1")
    kept = {write(connection, "old and waiting", age_s=40 * DAY_S), write(connection, "new")}
    assert run("purge").output == "older than 365 days: 0 deleted\n"
    assert run("purge --days 30").output == "older than 30 days: 1 deleted\n"
    assert {message.reference for message in list_messages(connection).messages} == kept


def test_a_reference_that_is_none_is_one_sentence(run: Callable[..., Result]) -> None:
    """A typing error ends with a sentence and 1, without a traceback."""
    for line in ("show NONE", "delete NONE --yes"):
        result = run(line)
        assert result.exit_code == 1
        assert result.output.startswith("Error: There is no message NONE")


def test_lets_an_owner_in(run: Callable[..., Result], connection: db.Connection) -> None:
    """A piped password is taken as it is; the database holds a scrypt hash of it and no more."""
    assert run("add-owner olive", "three plain words\n").output == "olive can log in\n"
    assert check_password(connection, "olive", "three plain words")
    [stored] = connection.execute("SELECT password FROM owners").fetchone()
    assert stored.startswith("scrypt:") and "plain" not in stored


def test_changes_a_password(run: Callable[..., Result], connection: db.Connection) -> None:
    """The new one opens the inbox, and the old one does not any more."""
    run("add-owner olive", "three plain words\n")
    assert run("password olive", "four other plain words\n").exit_code == 0
    assert not check_password(connection, "olive", "three plain words")
    assert check_password(connection, "olive", "four other plain words")


@pytest.mark.parametrize(
    ("line", "stdin", "sentence"),
    [
        ("add-owner olive", "short\n", "A password needs 12 characters or more"),
        ("add-owner olive", "", "A password needs 12 characters or more"),
        ("add-owner first", "three plain words\n", "There is an owner first already"),
        ("password nobody", "three plain words\n", "There is no owner nobody"),
    ],
)
def test_refuses_in_a_sentence(
    run: Callable[..., Result], line: str, stdin: str, sentence: str
) -> None:
    """Each refusal says what is wrong, and ends with 1."""
    run("add-owner first", "three plain words\n")
    result = run(line, stdin)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {sentence}")


def test_no_command_takes_a_password_as_argument(run: Callable[..., Result]) -> None:
    """Everybody on a machine can list the arguments of everybody's processes."""
    assert run("add-owner olive secret-password").exit_code == 2


# A first start


def command(
    folder: Path, *words: str, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command as somebody with a home folder of their own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CONTACT_FORM_")}
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "contact_form", *words],
        env=clean | home | variables,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_works_from_a_terminal_without_settings(tmp_path: Path) -> None:
    """The commands find the data of development where no variable is set."""
    assert command(tmp_path, "inbox", "list").stdout == "0 in all; page 1 of 1\n"
    made = command(tmp_path, "inbox", "add-owner", "olive", stdin="three plain words\n")
    assert (made.stdout, made.returncode) == ("olive can log in\n", 0)


def test_one_variable_makes_it_earnest(tmp_path: Path) -> None:
    """Half a configuration does not run as development by accident: each lack is a sentence."""
    result = command(tmp_path, "serve", CONTACT_FORM_MAIL_TO="a@b.example", CONTACT_FORM_TYPO="1")
    assert result.returncode == 1
    assert "CONTACT_FORM_SECRET_KEY" in result.stderr
    assert "CONTACT_FORM_TYPO is no setting of ours" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("words", "database"), [("serve --port 0", "notes.txt"), ("inbox list", "notes.txt/contact.db")]
)
def test_a_database_that_cannot_be_is_one_sentence(
    tmp_path: Path, words: str, database: str
) -> None:
    """Where the file is no database, or its folder cannot be made, nothing starts, and it is said why."""
    (tmp_path / "notes.txt").write_text("These are notes, and no database at all.\n" * 20)
    result = command(
        tmp_path,
        *words.split(),
        CONTACT_FORM_DATABASE=str(tmp_path / database),
        CONTACT_FORM_SECRET_KEY=32 * "x",
        CONTACT_FORM_MAIL_FROM="form@shop.example",
        CONTACT_FORM_MAIL_TO="office@shop.example",
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The database cannot be used: ")
    assert "CONTACT_FORM_DATABASE" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """The second start signs with the same secret, so nobody is logged out; others cannot read it."""
    first = development_settings(tmp_path / "data")
    assert development_settings(tmp_path / "data").secret_key == first.secret_key
    assert development_settings(tmp_path / "other").secret_key != first.secret_key
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]
    for path in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_the_first_password_is_told_once(tmp_path: Path) -> None:
    """It opens the inbox, and the second start does not know it any more."""
    settings = development_settings(tmp_path)
    db.create(settings.database)
    password = first_password(settings)
    assert password
    with closing(db.connect(settings.database)) as connection:
        assert check_password(connection, "owner", password)
    assert first_password(settings) is None


def test_the_demo_knows_its_topics(tmp_path: Path) -> None:
    """A topic that is none is answered with those that are."""
    result = command(tmp_path, "demo", "nothing")
    assert result.returncode == 2
    assert re.search(r"factory.*inbox", result.stderr, re.DOTALL)


@pytest.mark.parametrize("topic", list(demo.TOPICS))
def test_a_demo_prints_the_same_each_time(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is new each time, such as a reference, is left out; and no line is too long to read."""
    printed = []
    for _ in range(2):
        demo.show(topic)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "not written yet" not in printed[0]
    assert max(map(len, printed[0].splitlines())) <= 80
