"""Mail servers as they are: with certificates, passwords, long pauses and bad manners."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.smtp import AuthResult
from post_office import MESSAGE, PATIENCE_S, PostOffice
from pydantic import SecretStr

from contact_form.mail import Mailer, NotNow, Refused
from contact_form.settings import Settings


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine that nobody has signed, with its key in the same file."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs the program openssl")
    path = tmp_path / "server.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names]
    subprocess.run([*command, "-keyout", path, "-out", path], check=True, capture_output=True)
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def by_name(office: PostOffice, settings: Settings) -> Settings:
    """Return the settings for a server that is known by the name in its certificate."""
    return office.serving(settings).model_copy(update={"smtp_host": "localhost"})


def test_a_trusted_server_gets_it_by_tls(
    settings: Settings, certificate: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the system trusts, here by SSL_CERT_FILE, is all it takes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with PostOffice(tls=tls) as office:
        Mailer(by_name(office, settings)).send_message(MESSAGE)
        assert len(office.mails) == 1


def test_a_stranger_gets_nothing(settings: Settings, tls: ssl.SSLContext) -> None:
    """A server whose certificate nobody vouches for learns neither addresses nor text."""
    with PostOffice(tls=tls) as office:
        with pytest.raises(NotNow, match="certificate verify failed"):
            Mailer(by_name(office, settings)).send_message(MESSAGE)
        assert office.reached.empty()


def test_a_wrong_name_gets_nothing(
    settings: Settings, certificate: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A good certificate of somebody else is no good."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with PostOffice(tls=tls) as office:
        with pytest.raises(NotNow, match="certificate is not valid for"):
            Mailer(office.serving(settings)).send_message(MESSAGE)
        assert office.reached.empty()


def test_without_tls_nothing_is_said_in_the_open(settings: Settings) -> None:
    """Where TLS was asked for and the server has none, the mail waits: an attacker could be the cause."""
    with PostOffice() as office:
        asked = office.serving(settings).model_copy(update={"smtp_tls": "starttls"})
        with pytest.raises(NotNow, match="STARTTLS"):
            Mailer(asked).send_message(MESSAGE)
        assert office.reached.empty()


@pytest.mark.parametrize(
    ("password", "problem"), [("right", ""), ("wrong", "^535"), ("Schlüssel", "^'ascii'")]
)
def test_a_password_opens_the_server(settings: Settings, password: str, problem: str) -> None:
    """With the right one it takes the mail; with a wrong one, or one not in ASCII, the mail waits and says why."""

    class Guarded(PostOffice):
        def options(self) -> dict[str, object]:
            return {"authenticator": self.check, "auth_require_tls": False}

        def check(self, *given: object) -> AuthResult:
            login = given[-1]
            return AuthResult(success=login.password == b"right", handled=False)  # type: ignore[attr-defined]

    with Guarded() as office:
        known = {"smtp_username": "form", "smtp_password": SecretStr(password)}
        mailer = Mailer(office.serving(settings).model_copy(update=known))
        if not problem:
            mailer.send_message(MESSAGE)
        else:
            with pytest.raises(NotNow, match=problem):
                mailer.send_message(MESSAGE)
        assert len(office.mails) == (not problem)


@pytest.mark.parametrize("reply", ["421 closing", "500 what?"])
def test_what_it_says_to_our_goodbye_changes_nothing(settings: Settings, reply: str) -> None:
    """Once it has said 250 to the text it has the mail: whoever sends again now sends twice."""
    with PostOffice(quit=reply) as office:
        Mailer(office.serving(settings)).send_message(MESSAGE)
        assert len(office.mails) == 1


def test_nobody_waits_for_its_goodbye(settings: Settings) -> None:
    """A server that never answers QUIT keeps us from noting the mail as sent for no moment."""
    with PostOffice(held=["quit"]) as office:
        sending = Thread(
            target=Mailer(office.serving(settings)).send_message, args=[MESSAGE], daemon=True
        )
        sending.start()
        sending.join(PATIENCE_S / 4)
        assert not sending.is_alive()
        assert len(office.mails) == 1


def test_a_slow_yes_is_waited_for(settings: Settings) -> None:
    """It may look at a text for longer than at anything else: who hangs up first sends it twice."""
    with PostOffice(held=["data"]) as office:
        impatient = office.serving(settings).model_copy(update={"smtp_timeout_s": 0.3})
        sending = Thread(target=Mailer(impatient).send_message, args=[MESSAGE])
        sending.start()
        office.wait_for("data")
        sending.join(0.6)
        assert sending.is_alive()
        office.released.set()
        sending.join()
        assert len(office.mails) == 1


@pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"\xff\xfe\r\n", b"", b"2" * 9000])
def test_a_bad_greeting_is_not_now(settings: Settings, greeting: bytes) -> None:
    """Who greets with an error, with nonsense or not at all has said nothing about this mail."""

    def greet(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(greeting)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        host, port = listener.getsockname()
        thread = Thread(target=greet, args=[listener])
        thread.start()
        here = {"smtp_host": host, "smtp_port": port, "smtp_tls": "none"}
        with pytest.raises(NotNow):
            Mailer(settings.model_copy(update=here)).send_message(MESSAGE)
        thread.join()


def test_a_line_of_one_dot_does_not_end_the_text(settings: Settings) -> None:
    """In SMTP a dot alone ends a text; a visitor's arrives as the dot it is."""
    with PostOffice() as office:
        dotted = replace(MESSAGE, body="one\n.\n..\nFrom two\nQUIT\nthree")
        Mailer(office.serving(settings)).send_message(dotted)
        [mail] = office.mails
        assert mail.text.replace("\r\n", "\n").startswith("one\n.\n..\nFrom two\nQUIT\nthree\n")


def test_it_goes_from_the_site_to_the_owner(settings: Settings) -> None:
    """The envelope names the site as sender, so that what bounces comes back to it, not the visitor."""
    with PostOffice() as office:
        Mailer(office.serving(settings)).send_message(MESSAGE)
        [mail] = office.mails
        assert (mail.sender, mail.recipients) == ("form@shop.example", ("owner@shop.example",))


def test_what_cannot_be_written_is_given_up(settings: Settings) -> None:
    """A message of which no mail can be made holds up no other: it is refused, and says why."""
    with pytest.raises(Refused, match="no mail can be made of it"):
        Mailer(settings).send_message(replace(MESSAGE, email="two\nlines"))


def test_no_password_is_sent_in_the_open(make_settings: Callable[..., Settings]) -> None:
    """A user name without TLS is refused at the start, before a password can be overheard."""
    with pytest.raises(ValueError, match="a password is sent by TLS only"):
        make_settings(smtp_tls="none", smtp_username="form")
