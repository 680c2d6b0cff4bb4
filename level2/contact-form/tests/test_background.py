"""What goes on beside the requests: mail goes out by itself, old messages go, and trouble passes."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event

import httpx2
import pytest
from post_office import PATIENCE_S, PostOffice
from running import MESSAGE, Server

from contact_form import background, db, mail, outbox
from contact_form.background import Background
from contact_form.catcher import Catcher
from contact_form.inquiry import Inquiry
from contact_form.mail import Mailer
from contact_form.messages import Message, list_messages, receive
from contact_form.outbox import list_unsent, only_deliverer
from contact_form.settings import Settings

INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "", "Opening hours", "On Sunday?")


@contextmanager
def running(settings: Settings, catcher: Catcher | None = None) -> Iterator[Background]:
    """Let it go on in the background while a test looks."""
    work = Background(settings, catcher)
    work.start()
    try:
        yield work
    finally:
        work.stop()


def store(settings: Settings, key: str = "form:1", days_ago: float = 0) -> None:
    """Store a message, as a request does."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        at = time.time() - 86400 * days_ago
        receive(connection, INQUIRY, key, at, settings.mail_domain)


def wait_until(is_so: Callable[[], object]) -> None:
    """Return as soon as something is so; fail if that takes too long."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def unsent(settings: Settings) -> int:
    """Count the mails that have not gone out."""
    with closing(db.connect(settings.database)) as connection:
        return len(list_unsent(connection))


def test_mail_goes_out_by_itself(settings: Settings) -> None:
    """A message that comes later is mailed soon, and noted as sent; nobody has to call."""
    with PostOffice() as office:
        here = office.serving(settings)
        store(here)
        with running(here):
            wait_until(lambda: len(office.mails) == 1)
            store(here, "form:2")
            wait_until(lambda: len(office.mails) == 2 and unsent(here) == 0)


def test_a_slow_writer_makes_no_second_copy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail is out, and another writer holds the database for long: it is noted all the same, not sent again."""
    monkeypatch.setattr(db, "BUSY_S", 0.05)  # others lose patience sooner
    monkeypatch.setattr(background, "AFTER_TROUBLE_S", 0.01)
    monkeypatch.setattr(outbox, "FIRST_WAIT_S", 1.0)
    out, locked, copies = Event(), Event(), []

    def send(_: object, message: Message) -> None:
        copies.append(message)
        out.set()
        assert locked.wait(PATIENCE_S)

    monkeypatch.setattr(Mailer, "send_message", send)
    store(settings)
    with closing(db.connect(settings.database)) as other, running(settings):
        assert out.wait(PATIENCE_S)
        with db.transaction(other):
            locked.set()
            time.sleep(1.5)  # as long as it takes until the mail is due again
        wait_until(lambda: unsent(settings) == 0)
    assert len(copies) == 1


def test_in_development_it_is_caught(settings: Settings) -> None:
    """With a catcher the mail goes to that, whatever server the settings name."""
    catcher = Catcher()
    store(settings)
    with running(settings, catcher):
        wait_until(lambda: catcher.mails)
    assert catcher.mails[0].recipients == ("owner@shop.example",)


def test_old_messages_go_by_themselves(settings: Settings) -> None:
    """What is older than the retention is deleted once its mail is out of the way."""
    store(settings, days_ago=500)
    store(settings, "form:2")
    with closing(db.connect(settings.database)) as connection:
        connection.execute("UPDATE outbox SET sent_at = 1")
        with running(settings):
            wait_until(lambda: list_messages(connection).total == 1)


def test_trouble_passes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database is away for a while, and when it is back the mail goes out."""
    monkeypatch.setattr(background, "AFTER_TROUBLE_S", 0.01)
    store(settings)
    away = settings.database.with_suffix(".away")
    settings.database.rename(away)
    with PostOffice() as office, running(office.serving(settings)):
        wait_until(lambda: caplog.text.count("cannot work on the outbox") > 1)
        away.rename(settings.database)
        wait_until(lambda: len(office.mails) == 1)


def test_a_bug_stops_one_mail_and_not_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong with one mail stands in the log, and the others go out."""
    monkeypatch.setattr(background, "AFTER_TROUBLE_S", 0.01)
    write, written = mail.write_text, []

    def stumble(message: Message) -> str:
        written.append(message)
        return write(message) if len(written) > 1 else str(1 // 0)

    monkeypatch.setattr(mail, "write_text", stumble)
    store(settings)
    store(settings, "form:2")
    with PostOffice() as office, running(office.serving(settings)):
        wait_until(lambda: len(office.mails) == 1)
    assert "ZeroDivisionError" in caplog.text
    assert unsent(settings) == 1


def test_one_delivers_and_the_other_waits(settings: Settings) -> None:
    """While another process delivers, nothing is sent from here; afterwards it is."""
    with PostOffice() as office:
        here = office.serving(settings)
        store(here)
        with only_deliverer(here.database) as ours:
            assert ours
            with running(here):
                time.sleep(0.1)
            assert not office.mails
        with running(here):
            wait_until(lambda: len(office.mails) == 1)


def test_it_stops_while_a_mail_server_thinks(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a stalled mail server at the end: the mail stays in the outbox."""
    monkeypatch.setattr(background, "STOP_S", 0.1)
    with PostOffice(held=["rcpt"]) as office:
        here = office.serving(settings)
        store(here)
        with running(here):
            office.wait_for("rcpt")
        assert unsent(here) == 1
        office.released.set()
        wait_until(lambda: unsent(here) == 0)


def test_the_real_server_mails_what_comes_in(
    start_server: Callable[..., Server], settings: Settings
) -> None:
    """A message to the API of the real server is in the owner's mail a moment later."""
    with PostOffice() as office:
        host, port = office.address
        server = start_server(smtp_host=host, smtp_port=port, smtp_tls="none")
        reply = httpx2.post(f"{server.url}/api/messages", json=MESSAGE, timeout=PATIENCE_S)
        assert reply.status_code == 201
        wait_until(lambda: len(office.mails) == 1)
        assert reply.json()["reference"] in office.mails[0].text
        assert server.stop() == 0
    assert unsent(settings) == 0


def test_the_log_names_no_visitor(start_server: Callable[..., Server]) -> None:
    """Nothing that a visitor wrote, and no address, is in the log, whether a mail goes out or not."""
    with PostOffice(rcpt="550 no such user owner@shop.example") as office:
        host, port = office.address
        server = start_server(smtp_host=host, smtp_port=port, smtp_tls="none")
        httpx2.post(f"{server.url}/api/messages", json=MESSAGE, timeout=PATIENCE_S)
        office.wait_for("rcpt")
        server.stop()
    log = server.log.read_text()
    assert ": failed, attempt 1" in log
    assert not any(text in log for text in (*MESSAGE.values(), "shop.example"))
