"""A process that delivers what is due, and stops where a test wants to kill it.

Run as ``python tests/deliverer.py STAGE LATER_S``, with settings in the environment; the clock goes
LATER_S seconds ahead. At its stage it prints the name of that and waits for the end.
"""

import signal
import smtplib
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from contact_form.db import connect
from contact_form.mail import Mailer
from contact_form.messages import Message
from contact_form.outbox import deliver_due, only_deliverer
from contact_form.settings import read_settings

END_OF_TEXT = b"\r\n.\r\n"


def main(stage: str, later_s: float) -> None:
    """Wait until we are the one to deliver; then deliver all that is due."""

    def stop_at(name: str) -> None:
        if name == stage:
            print(name, flush=True)
            signal.pause()

    settings = read_settings()
    stop_in_smtp(stop_at)
    mailer = Mailer(settings)

    def send(message: Message) -> None:
        stop_at("counted")
        mailer.send_message(message)
        stop_at("accepted")

    delivered = False
    while not delivered:
        with only_deliverer(settings.database) as ours, closing(connect(settings.database)) as db:
            if ours:
                for _ in deliver_due(db, send, lambda: time.time() + later_s):
                    stop_at("noted")
                delivered = True


def stop_in_smtp(stop_at: Callable[[str], None]) -> None:
    """Let smtplib stop before it names the sender, amid the text, and before it hears the answer."""
    name_sender, put = smtplib.SMTP.mail, smtplib.SMTP.send

    def mail(self: smtplib.SMTP, *given: Any) -> tuple[int, bytes]:
        stop_at("connected")
        return name_sender(self, *given)

    def send(self: smtplib.SMTP, text: Any) -> None:
        if text[-len(END_OF_TEXT) :] != END_OF_TEXT:
            return put(self, text)
        middle = len(text) // 2
        put(self, text[:middle])
        stop_at("half")
        put(self, text[middle:])
        return stop_at("handed over")

    smtplib.SMTP.mail, smtplib.SMTP.send = mail, send  # type: ignore[method-assign]


main(sys.argv[1], float(sys.argv[2]))
