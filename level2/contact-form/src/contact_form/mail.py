"""The mail to the site's owner: how it is written, and how an SMTP server is given it."""

import re
import smtplib
import ssl
from contextlib import closing, suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from contact_form.messages import Message
from contact_form.settings import Settings

POLICY = SMTP.clone(cte_type="7bit")  # all of it in ASCII, so that every server passes it on
ONE_LINE = 30  # characters of a name, which fit into a line of a header however they are quoted
SPECIALS = re.compile(r'[()<>@,:;."\\\[\]]')  # RFC 5322, 3.2.3: they part addresses
LAST_REPLY_S = 600.0  # RFC 5321, 4.5.3.2.6: who hangs up sooner sends a duplicate


class NotSent(Exception):
    """The mail did not go out; the message says why, in the words of the server if it had any."""


class Refused(NotSent):
    """The server does not want this mail: it would be as pointless tomorrow."""


class NotNow(NotSent):
    """The server is away, slow, busy, or does not let us in: later it may take the mail."""


def compose(message: Message, settings: Settings) -> EmailMessage:
    """Write the mail about a message: from the site, with its answer going to the visitor."""
    # step 9: begin
    mail = EmailMessage(POLICY)
    mail["From"] = Address(settings.site_name, addr_spec=settings.mail_from)
    mail["To"] = settings.mail_to
    mail["Reply-To"] = Address(phrase(message.name), addr_spec=message.email)
    mail["Subject"] = literal(message.subject)
    mail["Date"] = datetime.fromtimestamp(message.received_at, UTC)
    mail["Message-ID"] = message.delivery.mail_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    mail.set_content(write_text(message))
    return mail
    # step 9: end


def literal(text: str) -> str:
    """Return `text` such that `email` takes it as it stands.

    In a header it reads `=?utf-8?q?a=0Ab?=` as the two lines that this stands for (RFC 2047), and
    before Python 3.11.10 and 3.12.5 also writes them as two.
    """
    return text.replace("=?", "= ?")


def phrase(name: str) -> str:
    """Return `name` such that it stays one name beside an address.

    Of a name that is folded older Pythons forget the quotes (gh-80222), and a `<` in it begins an
    address. So a long one goes without such signs; the text of the mail has it whole.
    """
    return literal(name if len(name) <= ONE_LINE else SPECIALS.sub(" ", name))


def write_text(message: Message) -> str:
    """Return the text of the mail: the visitor's, and below a line who that was."""
    facts = [message.name, message.email, message.phone, f"Reference {message.reference}"]
    signature = "\n".join(filter(None, facts))
    return f"{message.body}\n\n-- \n{signature}\n"  # what follows "-- " is not quoted in replies


class Mailer:
    """The SMTP server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send_message(self, message: Message) -> None:
        """Write the mail about a message and send it."""
        try:
            mail = compose(message, self._settings)
        except ValueError as error:  # it could not be written tomorrow either
            raise Refused(f"no mail can be made of it: {error}") from error
        self.send(mail)

    def send(self, mail: EmailMessage) -> None:
        """Return once the server has taken the mail; raises `Refused` or `NotNow` if it did not."""
        try:
            with closing(self._connect()) as smtp:
                self._greet(smtp)
                self._hand_over(smtp, mail)
                with suppress(smtplib.SMTPException, OSError):
                    smtp.putcmd("quit")  # it has the mail: whatever it says now changes nothing
        except smtplib.SMTPResponseException as error:
            raise NotNow(f"{error.smtp_code} {_decode(error.smtp_error)}") from error
        except (
            smtplib.SMTPException,
            OSError,
            UnicodeError,
        ) as error:  # a password of other letters
            raise NotNow(str(error) or type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        to = self._settings
        if to.smtp_tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                to.smtp_host, to.smtp_port, timeout=to.smtp_timeout_s, context=context
            )
        return smtplib.SMTP(to.smtp_host, to.smtp_port, timeout=to.smtp_timeout_s)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        """Introduce us, behind TLS where the settings say so: never in the open if it fails."""
        if self._settings.smtp_tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self._settings.smtp_username:
            smtp.login(
                self._settings.smtp_username, self._settings.smtp_password.get_secret_value()
            )

    def _hand_over(self, smtp: smtplib.SMTP, mail: EmailMessage) -> None:
        check_reply(*smtp.mail(self._settings.mail_from))
        check_reply(*smtp.rcpt(self._settings.mail_to))
        assert smtp.sock is not None
        smtp.sock.settimeout(LAST_REPLY_S)
        try:
            check_reply(*smtp.data(mail.as_bytes()))
        except smtplib.SMTPDataError as error:  # it did not even want to hear it
            check_reply(error.smtp_code, error.smtp_error)


def check_reply(code: int, text: bytes | str) -> None:
    """Do nothing if a server's reply is a yes; raises `Refused` for a no, `NotNow` for a not yet."""
    # step 10: begin
    if 200 <= code < 300:
        return
    problem = Refused if code >= 500 else NotNow
    raise problem(f"{code} {_decode(text)}")
    # step 10: end


def _decode(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
