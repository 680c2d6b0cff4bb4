"""What the learner has passed: `my/progress.json`, a cache that `check --all` rebuilds from the code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from .errors import Problem, explain
from .repository import typed_here
from .writing import turn, write_whole

VERSION = 1


@dataclass
class Steps:
    """One project's progress: the steps passed and when, the hints read of each, when it was started.

    Passed steps that are judged otherwise since an update wait in `recheck`, and are not in `passed`.
    And of practice: how often in a row a step was written again and when last, and the bugs found.
    """

    passed: list[int] = field(default_factory=list)
    started: str = ""
    hints: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    recalled: dict[str, int] = field(default_factory=dict)
    reviewed: dict[str, str] = field(default_factory=dict)
    bugs: dict[str, str] = field(default_factory=dict)
    recheck: list[int] = field(default_factory=list)

    def record(self, passed: set[int], failed: set[int]) -> None:
        """Take over what a check found; steps that it did not reach stay as they were."""
        now = _now()
        self.passed = sorted((set(self.passed) | passed) - failed)
        self.recheck = sorted(set(self.recheck) - passed - failed)
        for number in self.passed:
            self.seen.setdefault(str(number), now)

    def follow(self, steps: Mapping[int, int], rejudged: Collection[int]) -> None:
        """Take over the new numbers of the steps after an update; those `rejudged` must be passed again."""
        self.hints, self.recalled = _moved(self.hints, steps), _moved(self.recalled, steps)
        self.seen, self.reviewed = _moved(self.seen, steps), _moved(self.reviewed, steps)
        passed = {steps[old] for old in self.passed if old in steps}
        waiting = {steps[old] for old in self.recheck if old in steps}
        self.recheck = sorted(waiting | passed & set(rejudged))
        self.passed = sorted(passed - set(rejudged))

    def current(self, last: int) -> int | None:
        """Return the first step not passed yet; None after the last."""
        return next((number for number in range(1, last + 1) if number not in self.passed), None)


@dataclass
class Progress:
    """The progress of all projects; `last` is the one that was worked on last."""

    projects: dict[str, Steps] = field(default_factory=dict)
    last: str = ""

    def of(self, slug: str) -> Steps:
        """Return the progress of one project, empty where there is none."""
        return self.projects.get(slug, Steps())

    def touched(self, slug: str) -> Steps:
        """Return the progress of one project to change, making it the one worked on last."""
        self.last = slug
        return self.projects.setdefault(slug, Steps())

    def started(self, slug: str) -> Steps:
        """Return the same where it is known what was passed: `start` and `check` know."""
        steps = self.touched(slug)
        steps.started = steps.started or _now()
        return steps


def progress_file(root: Path) -> Path:
    """Return where progress is kept."""
    return root / "my" / "progress.json"


def load_progress(root: Path) -> Progress:
    """Read the progress; what cannot be read counts as empty. Raises `Problem` where a newer roadmap wrote it."""
    try:
        return _parse(progress_file(root).read_bytes())
    except (OSError, ValueError):
        return Progress()


def change_progress(root: Path, change: Callable[[Progress], None]) -> Progress:
    """Apply `change` to what stands in the file now, and write it whole. A damaged file is kept aside.

    Where nothing can be written, that is said once, and the changed progress returned all the same.
    """
    try:
        with turn(root):
            return _change(progress_file(root), change)
    except OSError as error:
        _say_unkept(explain(error) or str(error))
        progress = load_progress(root)
        change(progress)
        return progress


def is_damaged(root: Path) -> bool:
    """Tell whether there is a progress that cannot be read. Raises `Problem` where a newer roadmap wrote it."""
    try:
        _parse(progress_file(root).read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return False


def note_use(root: Path, slug: str) -> None:
    """Remember the project worked on last."""
    if load_progress(root).last != slug:
        change_progress(root, lambda progress: setattr(progress, "last", slug))


def _change(file: Path, change: Callable[[Progress], None]) -> Progress:
    try:
        progress = _parse(file.read_bytes())
    except FileNotFoundError:
        progress = Progress()
    except (IsADirectoryError, ValueError):
        progress = Progress()
        _keep_aside(file)
    before = _dump(progress)
    change(progress)
    if _dump(progress) != before or not file.exists():
        write_whole(file, _dump(progress))
    return progress


@cache
def _say_unkept(reason: str) -> None:
    """Say once a command that progress is not kept: everything else goes on."""
    print(f"(Your progress is not kept. {reason})", file=sys.stderr)


def _keep_aside(file: Path) -> None:
    aside = file.with_name(f"progress.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}.json")
    file.rename(aside)
    print(
        f"my/progress.json was damaged: it is kept as my/{aside.name}, and a new one was begun. "
        + typed_here("`./roadmap check --all` reads your progress from your code."),
        file=sys.stderr,
    )


def _parse(data: bytes) -> Progress:
    """Read the file's bytes; raises ValueError for anything that we did not write."""
    try:
        found = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict) or type(found.get("version")) is not int:
        raise ValueError("no version")
    if found["version"] > VERSION:
        raise Problem(
            f"my/progress.json was written by a newer roadmap (version {found['version']}, this one reads "
            f"{VERSION}): update this clone with `git pull`. Nothing was changed."
        )
    projects = _expect(found.get("projects", {}), dict)
    return Progress(
        {slug: parse_steps(row) for slug, row in projects.items()},
        _expect(found.get("last", ""), str),
    )


def parse_steps(row: object) -> Steps:
    """Read one project's progress; raises ValueError for anything that we did not write."""
    found = _expect(row, dict)
    passed, recheck = (_expect(found.get(key, []), list) for key in ("passed", "recheck"))
    hints, recalled = (_expect(found.get(key, {}), dict) for key in ("hints", "recalled"))
    numbers = [*passed, *recheck, *hints.values(), *recalled.values()]
    if not all(type(number) is int for number in numbers):
        raise ValueError("a step is a number")
    started = _expect(found.get("started", ""), str)
    seen, *practice = (_expect(found.get(key, {}), dict) for key in ("seen", "reviewed", "bugs"))
    steps = Steps(sorted(set(passed)), started, hints, seen, recalled, *practice)
    steps.recheck = sorted(set(recheck))
    return steps


def _moved(rows: Mapping[str, Any], steps: Mapping[int, int]) -> dict[str, Any]:
    """Return rows by step under the new numbers of the steps."""
    known = ((int(key), row) for key, row in rows.items() if key.isdecimal())
    return {str(steps[old]): row for old, row in known if old in steps}


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"expected {kind.__name__}")
    return value


def _dump(progress: Progress) -> bytes:
    projects = {slug: vars(steps) for slug, steps in sorted(progress.projects.items())}
    whole = {"version": VERSION, "last": progress.last, "projects": projects}
    return (json.dumps(whole, indent=2) + "\n").encode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
