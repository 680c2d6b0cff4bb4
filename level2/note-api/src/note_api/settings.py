"""What can be set from outside: environment variables that begin with NOTE_API_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "NOTE_API_"
DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class SettingsProblem(ValueError):
    """The settings cannot be used; the message says for each why, and never its value."""


def check_database_url(secret: SecretStr) -> SecretStr:
    """Refuse what is no address of a database that we speak to."""
    try:
        url = make_url(secret.get_secret_value())
    except (ArgumentError, ValueError):  # of the whole, of the port
        url = URL.create("")
    if url.drivername not in DRIVERS or url.database in {None, "", ":memory:"}:
        raise ValueError("expected sqlite:////folder/file.db or postgresql://user@host/name")
    return secret


class Settings(BaseSettings):
    """Everything that can be set; built at the root only."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=lambda: user_data_path("note-api"))
    database_url: Annotated[SecretStr, AfterValidator(check_database_url)] | None = None
    panel: bool = False  # the development panel shows everybody's SQL
    max_body_bytes: int = Field(default=1_048_576, ge=1_024)

    @property
    def database(self) -> URL:
        """Return where the notes are: what was set, else a file in the data folder."""
        if self.database_url is None:
            return URL.create("sqlite", database=str(self.data_dir / "notes.db"))
        url = make_url(self.database_url.get_secret_value())
        return url.set(drivername=DRIVERS[url.drivername])


def read_settings(**given: object) -> Settings:
    """Build the settings from the environment and what is `given`, or say what is wrong with them."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    named = {name for name in os.environ if name.upper().startswith(PREFIX)}
    problems = [f"{name} is not a setting of ours: unset it." for name in sorted(named - known)]
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        problems += [
            f"{PREFIX}{str(each['loc'][0]).upper()}: {each['msg'].removeprefix('Value error, ')}."
            for each in error.errors(include_input=False, include_url=False)
        ]
    if problems:
        raise SettingsProblem("\n".join(problems))
    return settings
