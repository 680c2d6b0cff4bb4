"""What the making of an environment neither touches nor heeds: what others made, and what is meant for others."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_packages import append

from roadmap.environment import is_current, make_environment, what_is_lost
from roadmap.uv import EnvironmentProblem

pytestmark = pytest.mark.usefixtures("offline")


def link(place: Path) -> None:
    place.symlink_to(place.parent.parent)


def environment_of_their_own(place: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)


def thesis(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("mine")


@pytest.mark.parametrize("suffix", ["", ".old"])
@pytest.mark.parametrize("make", [link, environment_of_their_own, thesis, Path.touch])
def test_what_is_not_ours_is_left_alone(
    project: Path, tmp_path: Path, make: Callable[[Path], None], suffix: str
) -> None:
    """Anything that was not made here, where the environment or the old one has its place, stays as it is."""
    place = tmp_path / "a place" / f".venv{suffix}"
    place.parent.mkdir()
    make(place)
    before = sorted(place.glob("*"))
    with pytest.raises(EnvironmentProblem, match="was not made by .* stays as it is") as told:
        make_environment(project, place.with_name(".venv"))
    assert sorted(place.glob("*")) == before
    (move,) = re.findall(r"\((mv .*)\)", str(told.value))
    subprocess.run(["sh", "-c", move], check=True)
    make_environment(project, place.with_name(".venv"))
    assert is_current(project, place.with_name(".venv"))


def test_what_is_lost_with_the_old_one_is_told(project: Path, venv: Path) -> None:
    """Only where a finished environment is to be made anew is something lost."""
    assert what_is_lost(project, venv) == ""
    make_environment(project, venv)
    assert what_is_lost(project, venv) == ""
    append(project / "pyproject.toml", "[dependency-groups]\ntest = []\n")
    assert "what you installed in the old one yourself is removed with it" in what_is_lost(
        project, venv
    )


def test_settings_where_it_is_called_do_not_count(
    project: Path, venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the working folder tells uv is for the project that lies there, and not for ours."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pyproject.toml").write_text('[tool.uv.pip]\ntarget = "site"\n')
    monkeypatch.chdir(tmp_path / "here")
    make_environment(project, venv)
    assert list(venv.glob("lib/python3*/site-packages/tiny*"))
    assert not (tmp_path / "here" / "site").exists()


def test_what_changes_meanwhile_is_for_the_next_one(
    project: Path, venv: Path, uv_script: Path
) -> None:
    """A requirement written while the environment is made is not taken for one that it has."""
    file = project / "pyproject.toml"
    uv_script.write_text(
        f'#!/bin/sh\nmkdir -p "{venv}/bin"\ntouch "{venv}/bin/python"\n'
        f"""[ $1 = venv ] || printf '[dependency-groups]\\ntest = []\\n' >> "{file}"\n"""
    )
    make_environment(project, venv)
    assert "dependency-groups" in file.read_text() and not is_current(project, venv)
