"""All that can be set, from ``SENTIMENT_SERVICE_…`` in the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SENTIMENT_SERVICE_"


class BadSettings(ValueError):
    """Settings that cannot be used; its text has a sentence for each."""


class Settings(BaseSettings):
    """One immutable set of settings; made at the root, handed to whoever needs it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(8003, ge=0, le=65_535)  # 0: any that is free
    data_folder: Path = Field(default_factory=lambda: user_data_path("sentiment-service"))
    model: Literal["light", "better"] = "light"
    naive: bool = False  # call the model on the event loop, to see what that does

    max_body_bytes: int = Field(2_000_000, ge=1_000)  # of anything but an upload
    max_upload_bytes: int = Field(50_000_000, ge=1_000)

    batch_size: int = Field(32, ge=1)  # texts that the model is given at once, at most
    batch_wait_s: float = Field(0.003, ge=0)  # how long the first text of a batch waits for others
    queue_size: int = Field(1_024, ge=1)  # texts that may wait; beyond: 503
    request_limit: int = Field(256, ge=1)  # requests under way; beyond: 503
    answer_within_s: float = Field(10.0, gt=0)
    model_processes: int = Field(1, ge=1, le=64)
    drain_s: float = Field(10.0, gt=0)  # how long SIGTERM waits for what is under way

    job_max_lines: int = Field(100_000, ge=1)
    job_chunk_lines: int = Field(500, ge=1)
    job_lease_s: float = Field(10.0, gt=0)  # without a heartbeat for so long, a job is taken over
    job_sweep_s: float = Field(2.0, gt=0)  # how often somebody looks for such jobs
    job_runner: Literal["in-process", "celery"] = "in-process"
    redis_url: SecretStr | None = None  # may hold a password

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


def read_settings(environ: Mapping[str, str] = os.environ, **overrides: object) -> Settings:
    """Return the settings of the environment; raise `BadSettings` with a sentence for each mistake."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = [
        name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known
    ]
    if unknown:
        raise BadSettings(
            "\n".join(f"{name} is no setting of this service." for name in sorted(unknown))
        )
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # checked by pydantic
    except ValidationError as error:
        raise BadSettings("\n".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> list[str]:
    """Say each mistake with the variable's name, and never its value, which may be a secret."""
    return [
        f"{PREFIX}{str(each['loc'][0]).upper()}: {each['msg']}."
        if each["loc"]
        else f"{each['ctx']['error']}."
        for each in error.errors(include_input=False, include_url=False)
    ]
