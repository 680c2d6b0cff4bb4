"""Everything that differs from one site to the next, read once from ``CONTACT_FORM_…`` variables."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

from email_validator import EmailNotValidError, validate_email
from limits import parse_many
from phonenumbers import SUPPORTED_REGIONS
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CONTACT_FORM_"


class SettingsProblem(ValueError):
    """A setting is missing, unknown or of no use; the message has a line for each."""


class Settings(BaseSettings):
    """Where things are, who gets the mail, and how much is too much."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    secret_key: SecretStr = Field(min_length=32)  # signs cookies and forms
    database: Path  # an SQLite file; made where there is none
    mail_from: str  # the site's own address: mail servers check that we may write in its name
    mail_to: str  # who reads what visitors write
    site_name: str = Field(default="Example Ltd", pattern=r"^\P{Cc}+$")  # goes into headers

    smtp_host: str = "localhost"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_tls: Literal["none", "starttls", "implicit"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_s: float = Field(default=20, gt=0, le=600)
    catcher: bool = False  # for development: mail ends on a page here instead

    phone_region: str = "GB"  # of numbers without a +
    min_fill: timedelta = Field(
        default=timedelta(seconds=3), ge=timedelta(0)
    )  # nobody writes faster, but robots do
    form_expires: timedelta = timedelta(hours=4)
    retention: timedelta = Field(default=timedelta(days=365), ge=timedelta(days=1))

    trusted_proxies: int = Field(default=0, ge=0)  # how many stand before us, and tell who asks
    submit_limit: str = "5 per minute; 40 per day"  # from one address
    login_limit: str = "5 per minute; 50 per day"
    secure_cookies: bool = True

    @field_validator("mail_from", "mail_to")
    @classmethod
    def _check_address(cls, address: str) -> str:
        try:
            valid = validate_email(address, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError as problem:
            raise ValueError(f"{address!r} is no mail address: {problem}") from None
        return valid.ascii_email or valid.normalized

    @field_validator("smtp_username")
    @classmethod
    def _check_tls(cls, name: str, info: ValidationInfo) -> str:
        if name and info.data.get("smtp_tls") == "none":
            raise ValueError("a password is sent by TLS only; set SMTP_TLS to starttls or implicit")
        return name

    @field_validator("phone_region")
    @classmethod
    def _check_region(cls, region: str) -> str:
        if region not in SUPPORTED_REGIONS:
            raise ValueError(f"{region!r} is no country of ISO 3166; try GB, DE or US")
        return region

    @field_validator("submit_limit", "login_limit")
    @classmethod
    def _check_limit(cls, limit: str) -> str:
        try:
            parse_many(limit)
        except ValueError:
            raise ValueError(f"{limit!r} is no limit; try '5 per minute; 40 per day'") from None
        return limit

    @property
    def mail_domain(self) -> str:
        """Return what our Message-IDs end in."""
        return self.mail_from.rpartition("@")[2]


def read_settings() -> Settings:
    """Read the environment; raises `SettingsProblem`, which never tells a secret."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    problems = [f"{name} is no setting of ours." for name in unknown]
    try:
        settings = Settings()  # type: ignore[call-arg]  # its values come from the environment
    except ValidationError as error:
        for each in error.errors(include_input=False, include_url=False):
            name = PREFIX + "_".join(str(part) for part in each["loc"]).upper()
            problems.append(f"{name}: {each['msg'].removeprefix('Value error, ')}.")
    if problems:
        raise SettingsProblem("\n".join(problems))
    return settings
