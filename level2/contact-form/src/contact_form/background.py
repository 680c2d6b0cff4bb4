"""What goes on beside the requests: mail is delivered, and old messages are deleted."""

import logging
import time
from contextlib import closing
from datetime import timedelta
from threading import Event, Thread

from contact_form.catcher import Catcher
from contact_form.db import connect
from contact_form.mail import Mailer
from contact_form.messages import Message, purge
from contact_form.outbox import NOTE_WITHIN_S, deliver_due, only_deliverer
from contact_form.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0  # one look at an index, which sees what any process has stored
AFTER_TROUBLE_S = 30.0
PURGE_EVERY = timedelta(days=1)
STOP_S = 10.0  # for the mail under way; a kill after that costs nothing but perhaps a repeat


class Background:
    """A thread that delivers and deletes until it is stopped; it mails to the catcher if given one."""

    def __init__(self, settings: Settings, catcher: Catcher | None = None) -> None:
        self._settings, self._catcher = settings, catcher
        self._stopping = Event()
        self._thread: Thread | None = None
        self._purge_at = 0.0

    def start(self) -> None:
        """Begin; the catcher first, since only then its address is known."""
        settings = self._settings
        if self._catcher:
            self._catcher.start()
            settings = mailing_to(settings, self._catcher.address)
        self._mailer = Mailer(settings)
        self._thread = Thread(target=self._work, name="background", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the mail under way end, within bounds, and begin no other."""
        self._stopping.set()
        if self._thread:
            self._thread.join(STOP_S)
        if self._catcher:
            self._catcher.stop()

    def _work(self) -> None:
        pause_s = 0.0
        while not self._stopping.wait(pause_s):
            try:
                self._deliver()
                self._purge()
                pause_s = LOOK_EVERY_S
            except Exception:  # whatever it is, the next mail and the next day should not suffer
                log.exception("cannot work on the outbox; trying again in %.0f s", AFTER_TROUBLE_S)
                pause_s = AFTER_TROUBLE_S

    def _deliver(self) -> None:
        database = self._settings.database
        with only_deliverer(database) as ours, closing(connect(database, NOTE_WITHIN_S)) as db:
            if ours:
                for message in deliver_due(db, self._mailer.send_message, time.time):
                    note(message)
                    if self._stopping.is_set():
                        return

    def _purge(self) -> None:
        now = time.time()
        if now >= self._purge_at:
            with closing(connect(self._settings.database)) as db:
                deleted = purge(db, now - self._settings.retention.total_seconds())
            log.info("deleted %d messages: the retention is over", deleted)
            self._purge_at = now + PURGE_EVERY.total_seconds()


def note(message: Message) -> None:
    """Log how the mail of a message fares, with not a word of the visitor's."""
    how = message.delivery
    facts = {"reference": message.reference, "state": how.state, "attempt": how.attempts}
    log.info("mail of %s: %s, attempt %d", *facts.values(), extra=facts)


def mailing_to(settings: Settings, address: tuple[str, int]) -> Settings:
    """Return the settings with a mail server on this machine, which asks for no password."""
    host, port = address
    here = {"smtp_host": host, "smtp_port": port, "smtp_tls": "none", "smtp_username": ""}
    return settings.model_copy(update=here)
