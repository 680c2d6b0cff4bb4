"""A site for one's own machine: what it needs is made once, in the user's data folder."""

import os
import secrets
from contextlib import closing
from pathlib import Path

from platformdirs import user_data_path
from pydantic import SecretStr

from contact_form import db
from contact_form.inbox.owners import add_owner, has_owners
from contact_form.settings import Settings

OWNER = "owner"


def development_settings(folder: Path | None = None) -> Settings:
    """Return settings that need no account: mail is caught, the secret and the data lie in `folder`."""
    folder = folder or user_data_path("contact-form", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Settings(
        secret_key=_secret(folder / "secret-key"),
        database=folder / "contact.db",
        mail_from="site@example.com",
        mail_to="office@example.com",
        catcher=True,
        secure_cookies=False,
    )


def first_password(settings: Settings) -> str | None:
    """Make an owner where there is none, and return the password: it is kept as a hash only."""
    with closing(db.connect(settings.database)) as connection:
        if has_owners(connection):
            return None
        password = secrets.token_urlsafe(12)
        add_owner(connection, OWNER, password)
        return password


def _secret(path: Path) -> SecretStr:
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), "ascii")
        fresh.replace(path)  # whole or not at all, should we be killed here
    return SecretStr(path.read_text("ascii"))
