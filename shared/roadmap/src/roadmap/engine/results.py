"""What a run brings back: its tests, and the files in which it wrote them down."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Test:
    """What became of one test; `exception` and what follows it belong to the first phase that failed."""

    name: str
    sentence: str
    outcome: str  # passed, failed, skipped, xfailed, xpassed, never run
    phase: str = "call"
    seconds: float = 0.0
    exception: str = ""
    message: str = ""
    digest: str = ""
    compared: tuple[str, str, str] | None = None
    lines: tuple[tuple[str, int, str], ...] = ()
    long: str = ""

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]

    @property
    def failed(self) -> bool:
        return self.outcome == "failed"


@dataclass(frozen=True)
class Result:
    """What a run brought back; `problems` are sentences about the run itself, not about the code it judged."""

    tests: tuple[Test, ...]
    problems: tuple[str, ...]
    status: int
    stdout: str
    stderr: str
    seconds: float
    uncollected: Mapping[str, str] = field(default_factory=dict)  # file -> message

    def of(self, file: str) -> list[Test]:
        return [test for test in self.tests if test.file == file]


def read_tests(events: Sequence[dict[str, Any]], hung: bool) -> list[Test]:
    """Fold the events of a run into one `Test` each; where it was killed, what had begun and did not end has failed."""
    told: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        if "test" in event:
            told.setdefault(event["test"], []).append(event)
    return [_read_test(each, hung) for each in told.values() if each[0]["event"] == "collected"]


def _read_test(events: Sequence[dict[str, Any]], hung: bool) -> Test:
    name, sentence = events[0]["test"], events[0]["sentence"]
    reports = [event for event in events if event["event"] == "report"]
    seconds = sum(report["seconds"] for report in reports)
    if not any(event["event"] == "started" for event in events):
        return Test(name, sentence, "never run")
    for report in reports:
        if report["outcome"] == "skipped":
            outcome = "xfailed" if report["expected_failure"] else "skipped"
            return Test(name, sentence, outcome, report["phase"], seconds)
        if report["outcome"] == "failed":
            return Test(
                name,
                sentence,
                "failed",
                report["phase"],
                seconds,
                report["exception"],
                report["message"],
                report["digest"],
                tuple(report["compared"]) if report["compared"] else None,
                tuple((file, line, text) for file, line, text in report["lines"]),
                report["long"],
            )
    if any(report["phase"] == "teardown" for report in reports):
        outcome = "xpassed" if any(r["expected_failure"] for r in reports) else "passed"
        return Test(name, sentence, outcome, "call", seconds)
    says = "was killed, because it hung" if hung else "did not end: the run did"
    return Test(
        name, sentence, "failed", "call", seconds, "Hung" if hung else "Ended", says, "hung"
    )


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def read_lines(path: Path) -> list[str]:
    """Return the whole lines of ``path``; a killed run may leave half of one."""
    return [line for line in read_text(path).split("\n")[:-1] if line]


def read_text(path: Path) -> str:
    """Return the text of ``path``, or its first million characters; empty where there is none."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(1_000_000)


def last_line(path: Path) -> str:
    lines = read_text(path).strip().splitlines()
    return lines[-1] if lines else ""
