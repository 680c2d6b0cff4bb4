"""What is compared: cases, as the file ``benchmarks/cases.toml`` of a project lists them."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, ValidationError, field_validator

CASES = Path("benchmarks", "cases.toml")
Figure = Literal["cpu_s", "wall_s", "peak_mb"]


class CaseProblem(Exception):
    """A list of cases cannot be used; the message says where and why in one line."""


class Model(BaseModel):
    """What is read from files: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quality(Model):
    """How good a run's answer is, found in what it prints; a run below `at_least` is void, however fast."""

    name: str
    find: re.Pattern[str]
    at_least: float

    @field_validator("find")
    @classmethod
    def _find_one_number(cls, find: re.Pattern[str]) -> re.Pattern[str]:
        if find.groups > 1:
            raise ValueError(f"one group at most finds the number, and there are {find.groups}")
        return find

    def of(self, printed: str) -> float:
        """Return the number that the group of `find` found last; without a group, how many texts it found.

        The same text found twice counts once. Raises `ValueError` where there is no number.
        """
        found = self.find.findall(printed)
        if not self.find.groups:
            return float(len(set(found)))
        if not found:
            raise ValueError(f"{self.name} was not printed")
        return float(found[-1])


class Case(Model):
    """One job, done by ours and by a peer. Commands may hold ``{folder}``, empty at first, and ``{seed}``."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    ours: str = Field(min_length=1)
    peer: str = Field(min_length=1)
    peer_package: str  # the peer's distribution: its name and version stand in the report
    quality: Quality
    decides: Figure = "cpu_s"
    part: bool = False  # the commands print ``wall_s`` and ``cpu_s`` of what counts
    prepare: str = ""  # run once, before everything
    limit_s: PositiveFloat = 60

    @field_validator("ours", "peer", "prepare")
    @classmethod
    def _has_words(cls, command: str) -> str:
        shlex.split(command)  # raises where a quotation has no end
        return command


def filled(command: str, folder: Path, seed: int) -> list[str]:
    """Return the words of a command, its places filled in."""
    places = {"{folder}": str(folder), "{seed}": str(seed)}
    return [re.sub(r"\{(folder|seed)\}", lambda m: places[m[0]], w) for w in shlex.split(command)]


class _File(Model):
    case: list[Case] = Field(min_length=1)


def load_cases(project: Path) -> list[Case]:
    """Read the cases of a project; raise `CaseProblem`."""
    file = project / CASES
    try:
        cases = _File.model_validate(tomllib.loads(file.read_text("utf-8"))).case
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CaseProblem(f"{file}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CaseProblem(f"{file}: {where}: {first['msg']}") from error
    names = [case.name for case in cases]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CaseProblem(f"{file}: two cases are named {twice[0]}")
    return cases
