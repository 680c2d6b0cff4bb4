"""A finding: which rule, where, a sentence that says what is wrong, and what mends it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from enum import StrEnum

from projects_repo.history import Commit

SHORT = 7  # characters of an id that people read


class Severity(StrEnum):
    """How bad it is: an error harms somebody, a warning will."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Where:
    """A place: a file or a line of it, at the tip or in a commit; a branch; or a commit."""

    path: str = ""
    line: int = 0  # from 1 on; 0 is the whole file
    branch: str = ""
    commit: Commit | None = None

    def __str__(self) -> str:
        file = f"{self.path}:{self.line}" if self.line else self.path
        commit = f"{self.commit} ({self.commit.id[:SHORT]})" if self.commit else ""
        return " in ".join(part for part in (file or self.branch, commit) if part)


@dataclass(frozen=True)
class Finding:
    """Something unhealthy; `says` it in one sentence, and `mend` is the command, or what to do where none can."""

    rule: str
    severity: Severity
    where: Where
    says: str
    mend: str
    hidden: str = field(default="", repr=False)  # what no report may show


def command(*words: str) -> str:
    """Return a command as it can be typed."""
    return shlex.join(words)


def counted(count: int, one: str, many: str = "") -> str:
    """Return how many there are of something."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
