"""A real SMTP server that does as a test says: it refuses, stalls, hangs up or keeps the mail."""

import asyncio
import queue
import ssl
import threading
from collections.abc import Iterable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from contact_form.catcher import Catcher
from contact_form.messages import Delivery, Message
from contact_form.settings import Settings

PATIENCE_S = 60.0  # more than any machine should need

MESSAGE = Message(
    name="Ada Nowak",
    email="ada@example.org",
    phone="+442079460018",
    subject="Opening hours",
    body="Are you open on Sunday?\n\nAda",
    reference="5RSJZ4WKCR",
    received_at=1_773_478_800.0,  # 14 March 2026, 9:00
    read_at=None,
    delivery=Delivery(
        mail_id="<5RSJZ4WKCR@shop.example>",
        attempts=1,
        queued_at=1_773_478_800.0,
        due_at=1_773_478_830.0,
        sent_at=None,
        failed_at=None,
        last_error="",
    ),
)


class PostOffice(Catcher):
    """An SMTP server with a reply for each of `mail`, `rcpt`, `data` and `quit`; else it says 250.

    It says where a client has come to in `reached`, and stalls at `held` until it is `released`.
    """

    def __init__(
        self, held: Iterable[str] = (), tls: ssl.SSLContext | None = None, **replies: str
    ) -> None:
        super().__init__()
        self.replies, self.held, self.tls = replies, set(held), tls
        self.reached: queue.Queue[str] = queue.Queue()
        self.released = threading.Event()

    def __enter__(self) -> "PostOffice":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.stop()

    def serving(self, settings: Settings) -> Settings:
        """Return the settings of a site that has this server."""
        host, port = self.address
        tls = "none" if self.tls is None else "starttls"
        here = {"smtp_host": host, "smtp_port": port, "smtp_tls": tls, "catcher": False}
        return settings.model_copy(update=here)

    @property
    def mail_ids(self) -> list[str]:
        """Return the Message-ID of every mail that was kept, the oldest first."""
        return [str(mail.message["Message-ID"]) for mail in reversed(self.mails)]

    def wait_for(self, stage: str) -> None:
        """Wait until a client has come to a stage."""
        while self.reached.get(timeout=PATIENCE_S) != stage:
            pass

    def options(self) -> dict[str, Any]:
        """Return what else the server should know."""
        return {}

    def _speak(self) -> SMTP:
        given = {"tls_context": self.tls, "loop": self._loop} | self.options()
        return SMTP(self, hostname="localhost", **given)

    async def _reply(self, stage: str) -> str | None:
        self.reached.put(stage)
        if stage in self.held:
            await asyncio.to_thread(self.released.wait, PATIENCE_S)
        return self.replies.get(stage)

    async def handle_MAIL(  # aiosmtpd knows it by this name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._reply("mail") or "250 OK"

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._reply("rcpt") or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = await self._reply("data")
        return reply or await super().handle_DATA(server, session, envelope)

    async def handle_QUIT(self, *_: Any) -> str:
        return await self._reply("quit") or "221 Bye"
