"""All that can be set, from ``SENTIMENT_SERVICE_…`` in the environment."""

import os
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SENTIMENT_SERVICE_"


class SettingsProblem(ValueError):
    """A setting is unknown or of no use; the message has a line for each."""


class Settings(BaseSettings):
    """One immutable set of settings; made at the root, handed to whoever needs it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_folder: Path = Field(default_factory=lambda: user_data_path("sentiment-service"))
    model: Literal["light", "better"] = "light"
    naive: bool = False  # call the model on the event loop, to see what that does

    max_body_bytes: int = Field(default=2_000_000, ge=1_000)  # of anything but an upload
    max_upload_bytes: int = Field(default=50_000_000, ge=1_000)

    batch_size: int = Field(default=32, ge=1)  # texts that the model is given at once, at most
    batch_wait_s: float = Field(
        default=0.003, ge=0
    )  # how long the first text of a batch waits for others
    queue_size: int = Field(default=1_024, ge=1)  # texts that may wait; beyond: 503
    answer_within_s: float = Field(default=10.0, gt=0)
    model_processes: int = Field(default=1, ge=1, le=64)
    drain_s: float = Field(default=10.0, gt=0)  # SIGTERM waits so long for requests, then for a job

    job_max_lines: int = Field(default=100_000, ge=1)
    job_chunk_lines: int = Field(default=100, ge=1)  # saved at once
    job_lease_s: float = Field(
        default=10.0, gt=0
    )  # without a heartbeat for so long, a job is taken over
    job_sweep_s: float = Field(default=2.0, gt=0)  # how often somebody looks for such jobs
    job_runner: Literal["in-process", "celery"] = "in-process"
    redis_url: SecretStr | None = None  # may hold a password

    @field_validator("redis_url")
    @classmethod
    def _is_an_address_of_redis(cls, given: SecretStr | None) -> SecretStr | None:
        if given and not given.get_secret_value().startswith(("redis://", "rediss://")):
            raise ValueError("expected an address such as redis://127.0.0.1:6379/0")
        return given

    @model_validator(mode="after")
    def _celery_has_its_broker(self) -> Self:
        if self.job_runner == "celery" and self.redis_url is None:
            raise ValueError(
                f"{PREFIX}JOB_RUNNER=celery needs {PREFIX}REDIS_URL, say redis://127.0.0.1:6379/0"
            )
        return self

    @property
    def database(self) -> Path:
        """Return the file that the jobs live in."""
        return self.data_folder / "jobs.db"


def read_settings() -> Settings:
    """Read the environment; raises `SettingsProblem`, which never tells a value: it may be a secret."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    problems = [f"{name} is no setting of ours." for name in unknown]
    try:
        settings = Settings()
    except ValidationError as error:
        for each in error.errors(include_input=False, include_url=False):
            said = each["msg"].removeprefix("Value error, ")
            name = "_".join(str(part) for part in each["loc"]).upper()
            problems.append(f"{PREFIX}{name}: {said}." if name else f"{said}.")
    if problems:
        raise SettingsProblem("\n".join(problems))
    return settings
