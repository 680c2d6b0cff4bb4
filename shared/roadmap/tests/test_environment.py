"""Environments of projects: made once, made anew when needed, and told in plain words when they cannot be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from tiny_packages import write_package

from roadmap import environment
from roadmap.environment import (
    EnvironmentProblem,
    find_uv,
    install_arguments,
    is_current,
    make_environment,
    path_sources,
    python_of,
    supports,
    uv_environment,
)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let uv neither download nor spend time on bytecode."""
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_COMPILE_BYTECODE", "0")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_package(tmp_path / "a project", "tiny", {"src/tiny/__init__.py": "ANSWER = 42"})


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    return tmp_path / "environments" / "tiny"


def output_of(venv: Path, code: str) -> str:
    done = subprocess.run(
        [python_of(venv), "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    return done.stdout.strip()


def append(file: Path, text: str) -> None:
    with file.open("a") as end:
        end.write(textwrap.dedent(text))


def has_been_remade(project: Path, venv: Path) -> bool:
    """Make the environment again, and say whether that was from nothing."""
    mark = venv / "mark"
    mark.touch()
    make_environment(project, venv)
    return not mark.exists()


def test_the_project_is_installed_editable(project: Path, venv: Path) -> None:
    """The environment imports the project from its folder, so that an edit needs no second installation."""
    assert not is_current(project, venv)
    make_environment(project, venv)
    assert is_current(project, venv)
    assert output_of(venv, "import tiny; print(tiny.__file__)") == str(
        project / "src" / "tiny" / "__init__.py"
    )


def test_a_second_call_takes_milliseconds(project: Path, venv: Path) -> None:
    """Nothing is done, and no uv is started, where the environment is current."""
    make_environment(project, venv)
    start = time.perf_counter()
    assert not has_been_remade(project, venv)
    assert time.perf_counter() - start < 0.05


def test_a_changed_requirement_remakes(project: Path, venv: Path) -> None:
    """A change of what is installed makes the environment from nothing."""
    make_environment(project, venv)
    append(project / "pyproject.toml", "[dependency-groups]\ntest = []\n")
    assert has_been_remade(project, venv)


def test_changed_constraints_remake(project: Path, venv: Path) -> None:
    """A change of constraints.txt makes the environment from nothing."""
    make_environment(project, venv)
    (project / "constraints.txt").write_text("click==8.5.1\n")
    assert has_been_remade(project, venv)


def test_settings_of_other_tools_do_not(project: Path, venv: Path) -> None:
    """A change of ruff's, mypy's or pytest's settings keeps the environment."""
    make_environment(project, venv)
    append(
        project / "pyproject.toml", "[tool.ruff]\nline-length = 99\n[tool.pytest]\ntestpaths = []\n"
    )
    assert not has_been_remade(project, venv)


def test_an_unfinished_environment_is_remade(project: Path, venv: Path) -> None:
    """Without the stamp, which is written last, an environment counts as unfinished."""
    make_environment(project, venv)
    (venv / environment.STAMP).unlink()
    (venv / "pyvenv.cfg").unlink()
    assert has_been_remade(project, venv)
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"


def test_a_removed_python_remakes(project: Path, venv: Path) -> None:
    """An environment whose Python is gone is made anew."""
    make_environment(project, venv)
    python_of(venv).unlink()
    python_of(venv).symlink_to("/nowhere/python3")
    assert has_been_remade(project, venv)


def test_another_python_on_request(project: Path, venv: Path) -> None:
    """Asked for a Python, the environment is made with it; asked for none, what is there serves."""
    make_environment(project, venv)
    make_environment(project, venv, sys.executable)
    assert is_current(project, venv, sys.executable)
    assert is_current(project, venv)
    assert not is_current(project, venv, "3.13")


def test_uv_is_not_led_astray(project: Path, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An active environment or UV_PYTHON of the user's gets nothing installed."""
    monkeypatch.setenv("VIRTUAL_ENV", "/nowhere")
    monkeypatch.setenv("UV_PYTHON", "/nowhere/bin/python")
    make_environment(project, venv)
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"


def test_two_at_once_make_one(project: Path, venv: Path) -> None:
    """Two processes that make one environment at once both end with a whole one."""
    code = "import sys; from pathlib import Path; from roadmap.environment import make_environment as make; "
    command = [
        sys.executable,
        "-c",
        f"{code} make(Path(sys.argv[1]), Path(sys.argv[2]))",
        project,
        venv,
    ]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"


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


def test_packages_of_shared_are_installed_editable(tmp_path: Path, venv: Path) -> None:
    """A package named in [tool.uv.sources] is taken from its folder, editable, and watched for changes."""
    data = write_package(
        tmp_path / "shared" / "data", "mlbr-data", {"src/roadmap_data/__init__.py": ""}
    )
    source = '\n[tool.uv.sources]\nmlbr-data = { path = "../shared/data", editable = true }\n'
    project = write_package(tmp_path / "project", "tiny", requires=("mlbr-data",), more=source)
    assert path_sources(project) == {"mlbr-data": data}
    make_environment(project, venv)
    assert output_of(venv, "import roadmap_data; print(roadmap_data.__file__)").startswith(
        str(data)
    )
    append(data / "pyproject.toml", "[dependency-groups]\ntest = []\n")
    assert not is_current(project, venv)


def test_wheel_folders_of_pip_are_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """uv is told of the wheel folders that pip knows, from its variable or its configuration."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", f"{wheels} {tmp_path / 'gone'} https://wheels.example")
    assert uv_environment()["UV_FIND_LINKS"] == f"{wheels},https://wheels.example"
    monkeypatch.delenv("PIP_FIND_LINKS")
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nfind-links =\n    {wheels}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert uv_environment()["UV_FIND_LINKS"] == str(wheels)


def test_own_settings_of_the_user_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that the user has set is left as it is."""
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert uv_environment()["OMP_NUM_THREADS"] == "4"


def test_ranges_of_python() -> None:
    """A range such as >=3.11,<3.14 admits every patch release between its ends, and no other."""
    inside, outside = [(3, 11, 0), (3, 13, 9)], [(3, 10, 13), (3, 14, 0)]
    assert all(supports(">=3.11, <3.14", version) for version in inside)
    assert not any(supports(">=3.11,<3.14", version) for version in outside)
    with pytest.raises(EnvironmentProblem, match="got '~=3.11'"):
        supports("~=3.11", (3, 11, 0))


def test_a_broken_pyproject_is_said(project: Path, venv: Path) -> None:
    """A pyproject.toml that is being edited, or is gone, is named with its line."""
    append(project / "pyproject.toml", "[project\n")
    with pytest.raises(EnvironmentProblem, match=r"pyproject.toml is not valid TOML: .* line \d+"):
        make_environment(project, venv)
    (project / "pyproject.toml").unlink()
    with pytest.raises(EnvironmentProblem, match="pyproject.toml cannot be read"):
        make_environment(project, venv)


def test_no_network_is_said(tmp_path: Path, venv: Path) -> None:
    """Where a package cannot be downloaded, the network is named, and nothing half-made counts."""
    project = write_package(tmp_path / "note-api", requires=("mlbr-never-published",))
    with pytest.raises(
        EnvironmentProblem, match="packages of note-api could not be downloaded: check the network"
    ):
        make_environment(project, venv)
    assert not is_current(project, venv)


def test_unsupported_python_is_said(tmp_path: Path, venv: Path) -> None:
    """Where no Python fits, the versions that would are named."""
    project = write_package(tmp_path / "note-api", python=">=3.99")
    with pytest.raises(EnvironmentProblem, match=r"install Python 3\.11, 3\.12 or 3\.13"):
        make_environment(project, venv)


def fake_uv(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a shell script in uv's place."""
    file = folder / "uv"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    monkeypatch.setattr(environment, "find_uv", lambda: str(file))


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("error: No space left on device (os error 28)", "The disk is full"),
        (
            "error: failed to create directory: Read-only file system (os error 30)",
            "cannot be written",
        ),
        ("error: Failed to fetch: x\n  Caused by: dns error", "could not be downloaded"),
        (
            "  × No solution found\n  ╰─▶ Because a",
            "could not be made: No solution found Because a",
        ),
        ("", "uv gave no reason"),
    ],
)
def test_what_uv_says_becomes_a_sentence(
    project: Path,
    venv: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    printed: str,
    sentence: str,
) -> None:
    """Each way in which uv fails is told in a sentence that says what to do."""
    fake_uv(tmp_path, monkeypatch, f"cat >&2 <<'END'\n{printed}\nEND\nexit 2")
    with pytest.raises(EnvironmentProblem, match=re.escape(sentence)):
        make_environment(project, venv)


def test_a_folder_that_cannot_hold_an_environment_is_said(project: Path, tmp_path: Path) -> None:
    """A file where the environment should be is told, not removed."""
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(EnvironmentProblem, match="a project could not be made"):
        make_environment(project, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_missing_uv_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without uv anywhere, the two ways to have it are named."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setitem(sys.modules, "uv", None)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("UV", raising=False)
    with pytest.raises(
        EnvironmentProblem, match="Run ./roadmap once, or install it: pip install uv"
    ):
        find_uv()


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


LOG_BACKEND = 'mkdir -p "$FAKE_VENV/bin"; touch "$FAKE_VENV/bin/python"; echo "$1 ${UV_TORCH_BACKEND:-none}" >> "$LOG"'


@pytest.mark.parametrize(
    ("reachable", "asked"),
    [(True, ["venv none", "pip cpu"]), (False, ["venv none", "pip cpu", "pip none"])],
)
def test_pytorch_without_a_gpu_asks_for_the_cpu_build(
    torch_project: Path,
    venv: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reachable: bool,
    asked: list[str],
) -> None:
    """The CPU build is asked for; where it cannot be had, the default one is taken and its size told."""
    refuse = (
        ""
        if reachable
        else '; [ "$UV_TORCH_BACKEND" != cpu ] || { echo "Failed to fetch" >&2; exit 2; }'
    )
    fake_uv(tmp_path, monkeypatch, LOG_BACKEND + refuse)
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("FAKE_VENV", str(venv))
    make_environment(torch_project, venv)
    assert (tmp_path / "log").read_text().splitlines() == asked
    assert ("larger by several GB" in capsys.readouterr().err) is not reachable


def test_a_machine_with_its_own_wheels_is_not_asked(
    torch_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pip has a wheel folder, or a GPU is there, PyTorch's own index is left out of it."""
    assert environment._torch_backend(torch_project) == "cpu"
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert environment._torch_backend(torch_project) is None
