"""What the tests share: the planner's command on a data file of their own, and a fixed Hypothesis."""

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
def planner(tmp_path: Path) -> Planner:
    """Return a function that runs one command on Monday, 2 March 2026, and returns what it prints."""

    def run(*arguments: str, code: int = 0, today: str = "2026-03-02", cwd: Path = tmp_path) -> str:
        surroundings = {
            "STUDY_PLANNER_FILE": str(tmp_path / "plan.json"),
            "STUDY_PLANNER_TODAY": today,
            "TZ": "Europe/Berlin",
        }
        result = subprocess.run(
            [sys.executable, "-m", "study_planner", *arguments],
            env=os.environ | surroundings,
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
        )
        assert result.returncode == code, result.stdout + result.stderr
        return result.stderr if code else result.stdout

    return run
