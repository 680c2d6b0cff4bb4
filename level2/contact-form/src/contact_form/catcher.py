"""A mail server for development: it takes every mail, and sends none on."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from threading import Event, Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 100  # mails
START_S = 10.0


@dataclass(frozen=True)
class CaughtMail:
    """A mail, byte for byte as it came, and the envelope that it came in."""

    number: int
    caught_at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """Read it as a mail program would."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        """Return what a person would read of it."""
        part = self.message.get_body(("plain",))
        try:
            return part.get_content().replace("\r\n", "\n") if part else ""
        except LookupError:  # it names an encoding that does not exist
            return self.raw.decode("ascii", "replace")


class Catcher:
    """A real SMTP server on loopback, in a thread of its own; it keeps the last mails in memory."""

    def __init__(self) -> None:
        self._mails: deque[CaughtMail] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self._thread: Thread | None = None

    @property
    def mails(self) -> tuple[CaughtMail, ...]:
        """Return what is kept, the newest first."""
        return tuple(reversed(self._mails))

    def start(self) -> None:
        """Take a free port, and mail from now on; `address` says where."""
        if self._thread is None:
            ready = Event()
            self._thread = Thread(target=asyncio.run, args=[self._listen(ready)], daemon=True)
            self._thread.start()
            if not ready.wait(START_S):
                raise TimeoutError(f"the mail catcher did not start within {START_S:.0f} s")

    def stop(self) -> None:
        """Give the port back; what was caught stays."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join()
            self._thread = None

    async def _listen(self, ready: Event) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._speak, "127.0.0.1", 0)
        self.address: tuple[str, int] = server.sockets[0].getsockname()
        ready.set()
        await self._stopped.wait()
        server.close()

    def _speak(self) -> SMTP:
        return SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=self._loop)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name for aiosmtpd
        """Keep a mail, and say so."""
        raw = envelope.original_content or b""
        sender, recipients = envelope.mail_from or "", tuple(envelope.rcpt_tos)
        number = next(self._numbers)
        self._mails.append(CaughtMail(number, datetime.now(UTC), sender, recipients, raw))
        return f"250 OK, caught as number {number}"
