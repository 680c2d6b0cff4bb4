"""What a run brings back: its tests, and the files in which it wrote them down."""

from __future__ import annotations

import json
import linecache
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .account import NOTHING, Account
from .facts import problems_in

Line = tuple[str, int, str]  # file, number, text

# What is known of a run whose supervisor was killed.
KILLED: dict[str, Any] = {"status": 1, "hung": False, "left": [], "seconds": 0.0}
FAULT = re.compile(r'^  File "(.+)", line (\d+) in ', re.MULTILINE)  # as faulthandler writes it
UNCAUGHT = re.compile(r"^E +(\S.*)", re.MULTILINE)  # as pytest shows an error of a conftest.py
PLACE = re.compile(r"^(src/\S+:\d+): in ", re.MULTILINE)


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
    lines: tuple[Line, ...] = ()
    long: str = ""
    inputs: str = ""
    printed: str = ""
    account: Account = NOTHING
    refused_by: str = ""  # the learner's own test, where their suite refuses correct code

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


def read_result(out: Path, state: Path, does: str, environment: Path) -> Result:
    """Read what the run that did ``does`` in ``state`` wrote into ``out``; only Python of ``environment`` may run."""
    end = read_json(out / "result.json") or KILLED
    events = [json.loads(line) for line in read_lines(out / "report.jsonl")]
    facts = [json.loads(line) for line in read_lines(out / "facts.jsonl")]
    left = () if end["hung"] else end["left"]  # who is killed ends nothing
    problems = [f"left a process behind: {command}" for command in left]
    problems += problems_in(facts, state.parent, environment)
    problems += [f"{e['file']}: {e['name']} is never run" for e in events if e["event"] == "never"]
    if does == "pytest" and not end["hung"] and not any(e["event"] == "finished" for e in events):
        last = last_line(out / "stderr.txt") or last_line(out / "stdout.txt")
        why = _uncaught(read_text(out / "stderr.txt")) or last
        told = why or f"its process ended by itself, with {end['status']}"
        problems.append(f"pytest ended early: {told}")
    if does == "document":
        told = read_json(out / "problems.json")
        problems += ["its blocks ended the run early"] if told is None else told
    stderr = read_text(out / "stderr.txt")
    hung_at = tuple(_where(stderr, state)) if end["hung"] else None
    uncollected = {e["file"]: e["message"] for e in events if e["event"] == "uncollected"}
    if hung_at is not None and not any(e["event"] == "collected" for e in events):
        frames = "".join(f'File "{state / file}", line {line}\n' for file, line, _ in hung_at)
        uncollected["collection"] = f"{frames}it has no end"
    return Result(
        tests=tuple(read_tests(events, hung_at)),
        problems=tuple(dict.fromkeys(problems)),
        status=end["status"],
        stdout=read_text(out / "stdout.txt"),
        stderr=stderr,
        seconds=end["seconds"],
        uncollected=uncollected,
    )


def _uncaught(stderr: str) -> str:
    """Return the error that kept pytest from starting, as it says it first, and the innermost line of ``src``."""
    said = UNCAUGHT.search(stderr)
    places = PLACE.findall(stderr)
    return said[1] + (f" ({places[-1]})" if places else "") if said else ""


def _where(stderr: str, state: Path) -> Iterator[Line]:
    """Yield the lines of the state at which a run was when it was killed, outermost first."""
    for file, number in reversed(FAULT.findall(stderr)):
        if Path(file).is_relative_to(state):
            text = linecache.getline(file, int(number)).strip()
            yield str(Path(file).relative_to(state)), int(number), text


def count_tests(out: Path) -> tuple[int, int]:
    """Count the tests of a run under way: those that have ended, and all of them."""
    text = read_text(out / "report.jsonl")
    return text.count('"phase": "teardown"'), text.count('"event": "collected"')


def read_tests(events: Sequence[dict[str, Any]], hung_at: tuple[Line, ...] | None) -> list[Test]:
    """Fold the events of a run into one `Test` each.

    Where the run was killed, at the lines ``hung_at``, what had begun and did not end has failed.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        if "test" in event:
            told.setdefault(event["test"], []).append(event)
    return [_read_test(each, hung_at) for each in told.values() if each[0]["event"] == "collected"]


def _read_test(events: Sequence[dict[str, Any]], hung_at: tuple[Line, ...] | None) -> Test:
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
                report["inputs"],
                report["printed"],
                Account.read(report["account"]),
            )
    if any(report["phase"] == "teardown" for report in reports):
        outcome = "xpassed" if any(r["expected_failure"] for r in reports) else "passed"
        return Test(name, sentence, outcome, "call", seconds)
    if hung_at is None:
        return _ended(name, sentence, seconds, "Ended", "did not end: the run did")
    return _ended(name, sentence, seconds, "Hung", "was killed, because it hung", hung_at)


def _ended(
    name: str, sentence: str, seconds: float, kind: str, says: str, lines: tuple[Line, ...] = ()
) -> Test:
    return Test(name, sentence, "failed", "call", seconds, kind, says, "hung", lines=lines)


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
