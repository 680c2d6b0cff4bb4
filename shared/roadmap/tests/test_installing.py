"""What is installed: extras, tests, packages of shared/, and the right build of PyTorch."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tiny_packages import append

from roadmap import environment
from roadmap.environment import (
    install_arguments,
    make_environment,
    supports,
)
from roadmap.uv import EnvironmentProblem

pytestmark = pytest.mark.usefixtures("offline")


def test_a_group_that_the_tests_include_counts(project: Path) -> None:
    """Where the test group includes another, a change of that one is a change of what is installed."""
    group = '[dependency-groups]\ntest = [{ include-group = "more" }]\nmore = []\n'
    append(project / "pyproject.toml", group)
    before = environment._digest(project, project / ".venv")
    file = project / "pyproject.toml"
    file.write_text(file.read_text().replace("more = []", 'more = ["click"]'))
    assert environment._digest(project, project / ".venv") != before


def test_extras_tests_and_constraints_are_asked_for(project: Path) -> None:
    """All extras, the group of the tests and the constraints take part in the installation."""
    more = """
        [project.optional-dependencies]
        redis = []
        postgres = []

        [dependency-groups]
        test = []
        """
    append(project / "pyproject.toml", more)
    (project / "constraints.txt").touch()
    assert install_arguments(project) == [
        *("-e", f"{project}[redis,postgres]"),
        *("--group", f"{project / 'pyproject.toml'}:test"),
        *("-c", str(project / "constraints.txt")),
    ]


def test_ranges_of_python() -> None:
    """A range such as >=3.11,<3.14 admits every patch release between its ends, and no other."""
    inside, outside = [(3, 11, 0), (3, 13, 9)], [(3, 10, 13), (3, 14, 0)]
    assert all(supports(">=3.11, <3.14", version) for version in inside)
    assert not any(supports(">=3.11,<3.14", version) for version in outside)
    with pytest.raises(EnvironmentProblem, match="got '~=3.11'"):
        supports("~=3.11", (3, 11, 0))


@pytest.fixture
def torch_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with PyTorch on a Linux machine that has neither a GPU nor wheels of its own."""
    (project / "constraints.txt").write_text("torch==2.13.0\n")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(environment.shutil, "which", lambda _: None)
    for name in ("UV_FIND_LINKS", "PIP_FIND_LINKS", "UV_TORCH_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return project


LOG_BACKEND = """#!/bin/sh
mkdir -p "$FAKE_VENV/bin"; touch "$FAKE_VENV/bin/python"
echo "$1 ${UV_TORCH_BACKEND:-none}" >> "$LOG"
"""


@pytest.mark.parametrize(
    ("reachable", "asked"),
    [(True, ["venv none", "pip cpu"]), (False, ["venv none", "pip cpu", "pip none"])],
)
def test_pytorch_without_a_gpu_asks_for_the_cpu_build(
    torch_project: Path,
    venv: Path,
    tmp_path: Path,
    uv_script: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reachable: bool,
    asked: list[str],
) -> None:
    """The CPU build is asked for; where it cannot be had, the default one is taken and its size told."""
    refuse = (
        ""
        if reachable
        else '[ "$UV_TORCH_BACKEND" != cpu ] || { echo "Failed to fetch" >&2; exit 2; }'
    )
    uv_script.write_text(LOG_BACKEND + refuse)
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("FAKE_VENV", str(venv))
    make_environment(torch_project, venv)
    assert (tmp_path / "log").read_text().splitlines() == asked
    assert ("larger by several GB" in capsys.readouterr().err) is not reachable


def test_a_full_disk_is_no_reason_for_a_larger_build(
    torch_project: Path,
    venv: Path,
    tmp_path: Path,
    uv_script: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only where the CPU build could not be downloaded is the default one taken."""
    full = '[ $1 = venv ] || { echo "No space left on device" >&2; exit 2; }'
    uv_script.write_text(LOG_BACKEND + full)
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("FAKE_VENV", str(venv))
    with pytest.raises(EnvironmentProblem, match="The disk is full"):
        make_environment(torch_project, venv)
    assert (tmp_path / "log").read_text().splitlines() == ["venv none", "pip cpu"]


def test_a_machine_with_its_own_wheels_is_not_asked(
    torch_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pip has a wheel folder, or a GPU is there, PyTorch's own index is left out of it."""
    assert environment._torch_backend(torch_project) == "cpu"
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert environment._torch_backend(torch_project) is None
