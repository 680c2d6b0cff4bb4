"""Killed at any moment, with any mail server: nothing is lost, and what comes twice says so."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import time

import httpx2
import pytest
from post_office import PATIENCE_S, PostOffice
from running import MESSAGE, Server, environment

from contact_form import db
from contact_form.inquiry import Inquiry
from contact_form.messages import list_messages, read_message, receive
from contact_form.outbox import list_unsent
from contact_form.settings import Settings

DELIVERER = Path(__file__).with_name("deliverer.py")
DAY_S = 86400
INQUIRY = Inquiry("Ada Nowak", "ada@example.org", "", "Opening hours", "On Sunday?\n" * 20)

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def outbox(settings: Settings) -> Iterator[sqlite3.Connection]:
    """A database of its own."""
    db.create(settings.database)
    with closing(db.connect(settings.database)) as connection:
        yield connection


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Start deliverers, processes of their own; none of them outlives the test."""
    started = []

    def start(
        address: tuple[str, int], stage: str = "end", later_s: float = 0, timeout_s: float = 20
    ) -> "subprocess.Popen[str]":
        host, port = address
        server = settings.model_copy(
            update={
                "smtp_host": host,
                "smtp_port": port,
                "smtp_tls": "none",
                "smtp_timeout_s": timeout_s,
            }
        )
        process = subprocess.Popen(
            [sys.executable, str(DELIVERER), stage, str(later_s)],
            env=environment(server),
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def store(outbox: sqlite3.Connection, count: int = 1) -> list[str]:
    """Store messages; returns the Message-IDs of their mails."""
    receipts = [
        receive(outbox, INQUIRY, f"form:{number}", time(), "shop.example")
        for number in range(count)
    ]
    return [read_message(outbox, receipt.reference).delivery.mail_id for receipt in receipts]


def kill(process: "subprocess.Popen[str]") -> None:
    """End a process as `kill -9` does: it has no last word."""
    process.kill()
    assert process.wait(PATIENCE_S) == -signal.SIGKILL


def finish(start: Start, office: PostOffice, days: int = 1) -> None:
    """Let another deliverer do, days later, what is left to do."""
    assert start(office.address, later_s=days * DAY_S).wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    ("stage", "copies"),
    [
        ("counted", 1),
        ("connected", 1),
        ("half", 1),
        ("handed over", 2),
        ("accepted", 2),
        ("noted", 1),
    ],
)
def test_a_kill_loses_nothing(
    outbox: sqlite3.Connection, start: Start, stage: str, copies: int
) -> None:
    """Twice comes only what the server had taken and we had not noted, and with one Message-ID."""
    [mail_id] = store(outbox)
    with PostOffice() as office:
        process = start(office.address, stage)
        assert process.stdout and process.stdout.readline() == f"{stage}\n"
        if copies == 2:
            office.wait_for("data")
        kill(process)
        assert len(office.mails) == (1 if stage in {"handed over", "accepted", "noted"} else 0)
        finish(start, office)
        assert office.mail_ids == [mail_id] * copies
    assert not list_unsent(outbox)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_kill_while_the_server_is_slow_loses_nothing(
    outbox: sqlite3.Connection, start: Start, stage: str
) -> None:
    """The server takes its time, we are killed meanwhile, and the next of us gets the mail through."""
    [mail_id] = store(outbox)
    with PostOffice(held=[stage]) as office:
        process = start(office.address)
        office.wait_for(stage)
        kill(process)
        office.released.set()
        finish(start, office)
        assert 1 <= len(office.mails) <= (2 if stage == "data" else 1)
        assert set(office.mail_ids) == {mail_id}
    assert not list_unsent(outbox)


@pytest.mark.parametrize("reply", ["421 closing", "451 busy"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_server_that_is_busy_gets_it_later(
    outbox: sqlite3.Connection, start: Start, stage: str, reply: str
) -> None:
    """Whatever it would not take at first, it has once in the end."""
    [mail_id] = store(outbox)
    with PostOffice(**{stage: reply}) as office:
        assert start(office.address).wait(PATIENCE_S) == 0
        [message] = list_unsent(outbox)
        assert (message.delivery.state, message.delivery.last_error) == ("waiting", reply)
        office.replies.clear()
        finish(start, office)
        assert office.mail_ids == [mail_id]
    assert not list_unsent(outbox)


def test_a_server_that_refuses_is_not_asked_again(outbox: sqlite3.Connection, start: Start) -> None:
    """After a 550 a person has to look: the message is kept, with what the server said."""
    store(outbox)
    with PostOffice(rcpt="550 no such user") as office:
        finish(start, office)
        office.replies.clear()
        finish(start, office, days=2)
        assert not office.mails
    [message] = list_unsent(outbox)
    assert (message.delivery.state, message.delivery.last_error) == ("failed", "550 no such user")


def test_a_server_that_is_away_gets_it_when_it_is_back(
    outbox: sqlite3.Connection, start: Start
) -> None:
    """Nobody listens: the mail waits. Somebody does, on another day: it arrives, once."""
    [mail_id] = store(outbox)
    with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        address = nobody.getsockname()
    assert start(address).wait(PATIENCE_S) == 0
    [message] = list_unsent(outbox)
    assert "refused" in message.delivery.last_error
    with PostOffice() as office:
        finish(start, office)
        assert office.mail_ids == [mail_id]


def test_a_server_that_says_nothing_does_not_hold_us_up(
    outbox: sqlite3.Connection, start: Start
) -> None:
    """Somebody listens and never speaks: after the timeout the mail waits, and both were tried."""
    mail_ids = store(outbox, 2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        process = start(silent.getsockname(), timeout_s=0.2)
        assert process.wait(PATIENCE_S) == 0
    assert all("timed out" in message.delivery.last_error for message in list_unsent(outbox))
    with PostOffice() as office:
        finish(start, office)
        assert sorted(office.mail_ids) == sorted(mail_ids)


def test_two_deliverers_send_each_mail_once(outbox: sqlite3.Connection, start: Start) -> None:
    """Two begin together, and by the clock of one all is due a day early: still, none comes twice."""
    mail_ids = store(outbox, 30)
    with PostOffice() as office:
        processes = [start(office.address), start(office.address, later_s=DAY_S)]
        assert [process.wait(PATIENCE_S) for process in processes] == [0, 0]
        assert sorted(office.mail_ids) == sorted(mail_ids)


def test_the_place_of_a_killed_deliverer_is_free_at_once(
    outbox: sqlite3.Connection, start: Start
) -> None:
    """One waits for its turn; when the other is killed, it delivers what that did not."""
    store(outbox, 2)
    with PostOffice() as office:
        first = start(office.address, "connected")
        assert first.stdout and first.stdout.readline() == "connected\n"
        second = start(office.address)
        kill(first)
        assert second.wait(PATIENCE_S) == 0
        assert len(office.mails) == 1
        finish(start, office)
        assert len(office.mails) == 2


def test_thirty_mails_survive_eight_kills(outbox: sqlite3.Connection, start: Start) -> None:
    """Killed at eight random moments, it brings each mail, and one kill doubles at most one."""
    mail_ids = store(outbox, 30)
    dice = random.Random(6)
    with PostOffice() as office:
        for day in range(1, 9):
            process = start(office.address, later_s=day * DAY_S)
            for _ in range(dice.randint(1, 12)):
                office.reached.get(timeout=PATIENCE_S)
            process.kill()
            process.wait(PATIENCE_S)
        finish(start, office, days=9)
        copies = Counter(office.mail_ids)
    assert set(copies) == set(mail_ids)
    assert copies.total() <= 30 + 8
    assert not list_unsent(outbox)


def test_what_a_visitor_was_told_is_there_survives_a_kill(
    server: Server, outbox: sqlite3.Connection
) -> None:
    """The process that serves is killed while messages come in: each that got a 201 is stored."""
    httpx2.get(f"{server.url}/health/live", timeout=PATIENCE_S)  # then its worker is there
    worker = int(subprocess.check_output(["pgrep", "-P", str(server.process.pid)], text=True))
    accepted: list[str] = []
    lost: list[int] = []

    def post(number: int) -> None:
        try:
            reply = httpx2.post(f"{server.url}/api/messages", json=MESSAGE, timeout=PATIENCE_S)
        except httpx2.TransportError:
            lost.append(number)  # the visitor was told nothing
            return
        assert reply.status_code == 201
        accepted.append(reply.json()["reference"])
        if len(accepted) == 20:
            os.kill(worker, signal.SIGKILL)

    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(post, range(60)))
    assert len(accepted) + len(lost) == 60
    for reference in accepted:
        assert read_message(outbox, reference).delivery.state == "waiting"


def test_a_button_pressed_eight_times_at_once_is_one_message(
    server: Server, outbox: sqlite3.Connection
) -> None:
    """Eight requests with one key, all together: one 201, seven 200, and the same reference."""

    def post(_: int) -> httpx2.Response:
        key = {"Idempotency-Key": "0123456789abcdef"}
        return httpx2.post(
            f"{server.url}/api/messages", json=MESSAGE, headers=key, timeout=PATIENCE_S
        )

    with ThreadPoolExecutor(8) as visitors:
        replies = list(visitors.map(post, range(8)))
    assert sorted(reply.status_code for reply in replies) == [200] * 7 + [201]
    assert len({reply.json()["reference"] for reply in replies}) == 1
    assert list_messages(outbox).total == 1


def test_messages_that_come_together_are_all_stored(settings: Settings) -> None:
    """Sixteen connections store ten messages each at the same time: all 160 are there."""
    db.create(settings.database)

    def store_ten(visitor: int) -> None:
        with closing(db.connect(settings.database)) as connection:
            for number in range(10):
                receive(connection, INQUIRY, f"form:{visitor}-{number}", time(), "shop.example")

    with ThreadPoolExecutor(16) as visitors:
        list(visitors.map(store_ten, range(16)))
    with closing(db.connect(settings.database)) as connection:
        assert list_messages(connection).total == len(list_unsent(connection)) == 160
