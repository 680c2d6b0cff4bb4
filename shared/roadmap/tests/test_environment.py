"""Environments of projects: made once, made anew when needed, and told in plain words when they cannot be."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_packages import append, write_package

from roadmap import environment
from roadmap.environment import (
    aside,
    is_current,
    make_environment,
    path_sources,
    python_of,
)
from roadmap.uv import EnvironmentProblem

pytestmark = pytest.mark.usefixtures("offline")


def output_of(venv: Path, code: str) -> str:
    done = subprocess.run(
        [python_of(venv), "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    return done.stdout.strip()


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


def test_a_second_call_starts_nothing(
    project: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the environment is current, no process is begun."""
    make_environment(project, venv)
    monkeypatch.delattr(subprocess, "Popen")
    assert not has_been_remade(project, venv)


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
    (venv / environment.STAMP).rename(venv / environment.BEGUN)
    (venv / "pyvenv.cfg").unlink()
    assert has_been_remade(project, venv)
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"


def test_a_removed_python_remakes(project: Path, venv: Path) -> None:
    """An environment whose Python is gone is made anew."""
    make_environment(project, venv)
    python_of(venv).unlink()
    python_of(venv).symlink_to("/nowhere/python3")
    assert has_been_remade(project, venv)


def test_words_that_install_nothing_do_not(project: Path, venv: Path) -> None:
    """A new description, or a group that nobody installs, keeps the environment; a script does not."""
    make_environment(project, venv)
    file = project / "pyproject.toml"
    file.write_text(
        file.read_text().replace('version = "1"', 'version = "1"\ndescription = "Tiny."')
    )
    append(file, '[dependency-groups]\ndev = ["ruff"]\n')
    assert not has_been_remade(project, venv)
    append(file, '[project.scripts]\ntiny = "tiny:main"\n')
    assert has_been_remade(project, venv)


def change_and_fail(project: Path, venv: Path) -> None:
    """Ask for what cannot be had."""
    file = project / "pyproject.toml"
    file.write_text(file.read_text().replace("dependencies = []", 'dependencies = ["mlbr-never"]'))
    with pytest.raises(EnvironmentProblem, match="could not be downloaded"):
        make_environment(project, venv)


def test_the_old_one_serves_until_the_new_one_is_finished(project: Path, venv: Path) -> None:
    """Where the new environment cannot be made, the one that worked is there again, whole."""
    make_environment(project, venv)
    stamp = (venv / environment.STAMP).read_text()
    change_and_fail(project, venv)
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"
    assert (venv / environment.STAMP).read_text() == stamp
    assert not is_current(project, venv) and not aside(venv).exists()


def test_nothing_half_made_is_left(project: Path, venv: Path) -> None:
    """Where there was none before, a failure leaves none."""
    change_and_fail(project, venv)
    assert list(venv.parent.iterdir()) == []


def test_killed_in_the_middle_the_old_one_is_still_there(
    project: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed process had put aside comes back, where the next one fails, too."""
    make_environment(project, venv)
    append(project / "pyproject.toml", "[dependency-groups]\ntest = []\n")
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(environment, "_install", lambda *_, **__: os._exit(0))
        with contextlib.suppress(BaseException):
            make_environment(project, venv)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert aside(venv).exists() and not (venv / environment.STAMP).exists()
    change_and_fail(project, venv)
    assert output_of(venv, "import tiny; print(tiny.ANSWER)") == "42"
    assert not aside(venv).exists()


@pytest.mark.parametrize("mark", [environment.BEGUN, environment.STAMP])
def test_what_was_put_aside_goes_at_last(project: Path, venv: Path, mark: str) -> None:
    """A removal that was interrupted is finished, and the environment that is current stays."""
    make_environment(project, venv)
    (aside(venv) / "lib").mkdir(parents=True)
    (aside(venv) / mark).touch()
    assert not is_current(project, venv)
    assert not has_been_remade(project, venv)
    assert is_current(project, venv) and not aside(venv).exists()


def test_a_removal_can_be_interrupted_at_any_moment(
    project: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left of an environment still counts as ours, and as unfinished."""
    make_environment(project, venv)
    append(project / "pyproject.toml", "[dependency-groups]\ntest = []\n")
    (venv / environment.STAMP).rename(venv / environment.BEGUN)
    with monkeypatch.context() as patched:
        patched.setattr(environment.shutil, "rmtree", lambda _: sys.exit("interrupted"))
        with pytest.raises(SystemExit):
            make_environment(project, venv)
    assert has_been_remade(project, venv) and is_current(project, venv)


@pytest.mark.parametrize(("place", "seeds"), [("a project/.venv", True), ("other/.venv", False)])
def test_an_environment_to_work_in_has_a_pip(
    project: Path, tmp_path: Path, uv_script: Path, place: str, seeds: bool
) -> None:
    """That in the project's own folder, which people activate, gets a pip and the project's name."""
    log, venv = tmp_path / "log", tmp_path / place
    uv_script.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nmkdir -p "{venv}"\n')
    make_environment(project, venv)
    made = log.read_text().splitlines()[0]
    assert ("--seed" in made) is seeds and "--prompt a project" in made


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
    append(data / "pyproject.toml", '[project.scripts]\ndata = "roadmap_data:main"\n')
    assert not is_current(project, venv)


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
