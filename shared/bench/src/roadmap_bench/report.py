"""The report: all that was measured, as JSON, and what it comes to."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from pydantic import ConfigDict, Field, computed_field

from .case import Case, Model
from .machine import Installed, Machine, normalized
from .rounds import Round
from .verdict import Judgement, judge


class CaseReport(Model):
    """What came of one case; `problem` says why it was given up, and `stopped` that somebody stopped it."""

    model_config = ConfigDict(extra="ignore")  # what a report that is read says of the verdict

    project: str
    case: Case
    installed: Installed
    rounds: list[Round] = Field(default_factory=list)
    problem: str = ""
    stopped: bool = False

    @property
    def name(self) -> str:
        return f"{self.project}: {self.case.name}"

    @property
    def peer(self) -> str:
        """The peer's name, with its version where it is known."""
        version = self.installed.packages.get(normalized(self.case.peer_package), "")
        return f"{self.case.peer_package} {version}".strip()

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def judgement(self) -> Judgement:
        """The verdict, worked out anew from the rounds, also of a report that is read."""
        return judge(self.rounds, self.case.decides, self.problem)


class Report(Model):
    """Everything that was measured in one go."""

    began: datetime
    seconds: float
    commit: str
    seed: int
    machine: Machine
    cases: list[CaseReport]
    stopped: bool = False
