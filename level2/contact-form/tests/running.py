"""A real server, started as a service would start it."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contact_form.settings import PREFIX, Settings

MESSAGE = {
    "name": "Ada Lovelace",
    "email": "ada@lovelace.example",
    "subject": "Engines",
    "body": "Do you repair analytical engines?",
}


@dataclass
class Server:
    """A server: its process, its address, and where it logs."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port."""
        at = urlsplit(self.url)
        return at.hostname or "", at.port or 0

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal, and return how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(40)
        finally:
            self.process.kill()

    def count(self, text: str) -> int:
        """Count the lines of the log that hold a text."""
        return sum(text in line for line in self.log.read_text().splitlines())


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Return settings with a database in `folder`; cookies go over plain HTTP, and limits are far off."""
    values = {
        "secret_key": "not secret, but long enough for tests",
        "database": folder / "contact.db",
        "mail_from": "form@shop.example",
        "mail_to": "owner@shop.example",
        "site_name": "Nut & Bolt",
        "secure_cookies": False,
        "submit_limit": "100000 per minute",
        "login_limit": "100000 per minute",
    }
    return Settings(**values | changes)


def start(settings: Settings, log: Path, **changes: object) -> Server:
    """Start a server on a free port, and read from its first line where it is."""
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "contact_form", "serve", "--port", "0"],
            env=environment(settings, **changes),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert process.stdout
    told = ""
    with process.stdout as lines:
        while not told.rpartition("\n")[0].endswith(")") or "Inbox" not in told:
            told += (line := lines.readline())
            if not line:
                process.kill()
                process.wait()
                raise RuntimeError(f"it does not start; the log says: {log.read_text()}")
    url = re.search(r"http://[\d.]+:\d+", told)
    return Server(process, url[0], log)


def environment(settings: Settings, **changes: object) -> dict[str, str]:
    """Return our environment with settings in it, as a service's unit file would have them."""
    values = settings.model_dump(mode="json", exclude_unset=True) | changes
    values.setdefault("smtp_port", 9)  # where nobody listens
    ours = {PREFIX + name.upper(): str(value) for name, value in values.items()}
    ours[f"{PREFIX}SECRET_KEY"] = settings.secret_key.get_secret_value()
    return os.environ | ours
