"""Step 12: the planner is packed, installed elsewhere, and run from there."""

import os
import subprocess
import sysconfig
import tomllib
import venv
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from flit_core.buildapi import build_wheel
from installer import install
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile

PROJECT = Path(__file__).parents[1]


def pyproject() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())


def test_the_command_is_named() -> None:
    """Under [project.scripts] stands one command, which is typed study-planner."""
    assert list(pyproject()["project"]["scripts"]) == ["study-planner"]


def test_the_command_calls_main() -> None:
    """What the command stands for is module:function, and names main of study_planner.cli."""
    value = pyproject()["project"]["scripts"]["study-planner"]
    assert ":" in value, f"expected module:function, got {value!r}"
    point = EntryPoint("study-planner", value, "console_scripts")
    assert (point.module, point.attr) == ("study_planner.cli", "main")


def test_developers_get_what_the_tests_need() -> None:
    """The group dev takes in the whole group test, and adds ruff from 0.12 on."""
    group = pyproject()["dependency-groups"]["dev"]
    assert {"include-group": "test"} in group
    others = [need.replace(" ", "") for need in group if isinstance(need, str)]
    assert any(need.startswith("ruff>=0.12") for need in others)


def test_the_wheel_runs_in_a_fresh_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built without network and installed elsewhere, study-planner shows the plan of the example."""
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
    assert "every due date is met" in run(command, "--demo", "plan")


def run(*command: str | Path) -> str:
    """Run a command far from the sources, without PYTHONPATH."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        command, env=kept, cwd="/", capture_output=True, encoding="utf-8", timeout=30
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
