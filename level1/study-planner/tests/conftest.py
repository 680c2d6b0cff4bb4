"""What the tests share: the planner's command, in this process or its own, and a fixed Hypothesis."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, settings

settings.register_profile(
    "fixed",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),  # explaining takes ten times as long
)
settings.load_profile("fixed")

Planner = Callable[..., str]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a command: a data file of its own, and clocks in Berlin."""
    return {"STUDY_PLANNER_FILE": str(tmp_path / "plan.json"), "TZ": "Europe/Berlin"}


@pytest.fixture
def planner(
    tmp_path: Path,
    surroundings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Planner:
    """Return a function that runs one command on Monday, 2 March 2026, and returns what it prints.

    It calls `main` in this process, which takes a tenth of the time of a process of its own.
    """
    monkeypatch.chdir(tmp_path)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, code: int = 0) -> str:
        from study_planner.cli import main

        try:
            ended = main(["--today", "2026-03-02", *arguments])
        except SystemExit as error:  # argparse leaves in this way
            ended = error.code
        shown = capsys.readouterr()
        assert ended == code, shown.out + shown.err
        return shown.err if code else shown.out

    return run


@pytest.fixture
def command(tmp_path: Path, surroundings: dict[str, str]) -> Planner:
    """Return a function like `planner` whose commands are processes, as a user's are.

    The tests of the whole project use nothing else, so they can judge any planner.
    """

    def run(*arguments: str, code: int = 0, today: str = "2026-03-02", cwd: Path = tmp_path) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "study_planner", *arguments],
            env=os.environ | surroundings | {"STUDY_PLANNER_TODAY": today},
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
        )
        assert result.returncode == code, result.stdout + result.stderr
        return result.stderr if code else result.stdout

    return run
