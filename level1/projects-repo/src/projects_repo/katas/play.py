"""Playing a kata: begin it, let a script solve it, judge what was made."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from projects_repo.git import GitError, Repository, surroundings
from projects_repo.history import read_history
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.state import operation

TASK = "TASK.md"  # says what is to be done, and that a folder is a kata's
SCRIPT_S = 60  # the longest that a script may take
NOW = "2026-03-09T09:00:00 +0000"  # when a script commits: so its commits have the same ids every time


@dataclass(frozen=True)
class Verdict:
    """What became of a goal: `wrong` says what is not so yet, and is empty where it is met.

    What was said of an earlier goal keeps this one from being looked at: then it `waits`.
    """

    goal: Goal
    wrong: str
    waits: bool = False


class ScriptFailed(Exception):
    """A script ended with an error; the message is the last thing that it said."""


def begin(kata: Kata, folder: Path) -> None:
    """Make what a kata begins with in a new folder; raise `FileExistsError` where there is one, which is left alone."""
    folder.mkdir(parents=True)
    kata.begin(folder)
    (folder / TASK).write_text(f"# {kata.title}\n\n{kata.task}", encoding="utf-8")


def solve(script: Path, folder: Path) -> None:
    """Run a script in the repository of a kata, on a fixed day; raise `ScriptFailed` where it ends with an error."""
    place = folder / WORK
    settled = {
        "GIT_AUTHOR_DATE": NOW,
        "GIT_COMMITTER_DATE": NOW,
        "GIT_EDITOR": "true",
        # So that a script's python3 is the Python that runs this.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    try:
        done = subprocess.run(
            ["/bin/sh", str(script.resolve())],
            cwd=place,
            env={**surroundings(place), **settled},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SCRIPT_S,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ScriptFailed(f"{script.name} did not end within {SCRIPT_S} s") from None
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if line.strip()] or ["it said nothing"]
        raise ScriptFailed(f"{script.name} ended with {done.returncode}: {said[-1]}")


@contextmanager
def made_of(kata: Kata, folder: Path) -> Iterator[Made]:
    """Give what was made of a kata in a folder, beside what it began with; raise `GitError` where there is no work."""
    if not (folder / WORK).is_dir():
        how = "reset" if (folder / TASK).is_file() else "start"
        raise GitError(f"{folder} holds no work; `projects-repo kata {how} {kata.name}` begins it.")
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        began = Path(place) / "began"
        began.mkdir()
        kata.begin(began)
        yield Made(folder, read_history(Repository(began / WORK)))


def judge(kata: Kata, folder: Path) -> list[Verdict]:
    """Say of each goal whether what was made in a folder meets it."""
    with made_of(kata, folder) as made:
        return verdicts(kata, made)


def verdicts(kata: Kata, made: Made) -> list[Verdict]:
    """Say of each goal whether it is met; where several fail by one cause, all but the first wait for that."""
    waiting = under_way(made.work)
    found = [(goal, waiting or wrong(goal, made)) for goal in kata.goals]
    causes = [cause for _, cause in found]
    return [
        Verdict(goal, cause, waits=bool(cause) and cause in causes[:number])
        for number, (goal, cause) in enumerate(found)
    ]


def wrong(goal: Goal, made: Made) -> str:
    """Say why a goal is not met; a repository that is gone or broken is a reason, too."""
    try:
        return goal.judge(made)
    except GitError as error:
        return str(error).rstrip(".")


def under_way(repository: Repository) -> str:
    """Say what git is in the middle of; nothing where it is not, and a bisect waits for nobody."""
    place = Path(repository.git("rev-parse", "--absolute-git-dir").rstrip("\n"))
    what, ends = operation(place)
    if not what or what == "a bisect":
        return ""
    return f"{what} is under way: end it first, by `{ends}`, or with --abort in place of --continue"
