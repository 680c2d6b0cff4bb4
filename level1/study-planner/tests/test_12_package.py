"""Step 12: the planner is packed, installed elsewhere, and run from there."""

import os
import re
import subprocess
import sysconfig
import tomllib
import venv
from pathlib import Path
from typing import Any

import pytest
from flit_core.buildapi import build_wheel
from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile

PROJECT = Path(__file__).parents[1]


def pyproject() -> dict[str, Any]:
    """Read pyproject.toml; where it is no TOML, say in which line."""
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = text.splitlines()[int(place[1]) - 1 if place else -1]
        wrong = f"pyproject.toml is no TOML: {error}; see this line, or just above it: {line}"
        raise AssertionError(wrong) from None


def commands() -> dict[str, Any]:
    """Return what stands under [project.scripts]."""
    project = pyproject()["project"]
    if "scripts" not in project:
        pytest.fail("above the command, the heading [project.scripts] is missing")
    return project["scripts"]


def test_the_command_is_named() -> None:
    """Under [project.scripts] stands one command, which is typed study-planner."""
    assert list(commands()) == ["study-planner"]


def test_the_command_calls_main() -> None:
    """What the command stands for is module:function, and names main of study_planner.cli."""
    if "study-planner" not in commands():
        pytest.fail("under [project.scripts] is no line that begins study-planner =")
    assert commands()["study-planner"] == "study_planner.cli:main"


def test_developers_get_what_the_tests_need() -> None:
    """The group dev takes in the whole group test, and adds ruff from 0.12 on."""
    groups = pyproject().get("dependency-groups", {})
    group = groups.get("dev")
    if not isinstance(group, list):
        pytest.fail(f"under [dependency-groups], dev should be a list in brackets, got {group!r}")
    assert {"include-group": "test"} in group, "dev does not take in the group test"
    others = [need.replace(" ", "") for need in group if isinstance(need, str)]
    if not any(need.startswith("ruff>=0.12") for need in others):
        pytest.fail(f"dev has no ruff from 0.12 on, but {group}")


def test_the_wheel_runs_in_a_fresh_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built without network and installed elsewhere, study-planner shows the plan of the example."""
    test_the_command_calls_main()  # else the tools fail in words of their own
    monkeypatch.chdir(PROJECT)  # a build backend works on the current folder
    wheel = tmp_path / build_wheel(str(tmp_path))
    fresh = tmp_path / "env"
    venv.create(fresh, symlinks=True)
    scheme = sysconfig.get_paths("venv", {"base": fresh, "platbase": fresh})
    # What the planner depends on is taken from here; .pth files there, such as that of an
    # editable planner, are not read.
    (Path(scheme["purelib"]) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    with WheelFile.open(wheel) as source:
        python = str(fresh / "bin" / "python")
        install(source, SchemeDictionaryDestination(scheme, python, "posix"), {})
    command = fresh / "bin" / "study-planner"
    assert command.is_file()
    shown = run(command, "--demo")
    assert "Begin yours with: study-planner add" in shown
    assert "every due date is met" in shown


def run(*command: str | Path) -> str:
    """Run a command far from the sources, without PYTHONPATH."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        command, env=kept, cwd="/", capture_output=True, encoding="utf-8", timeout=30
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
