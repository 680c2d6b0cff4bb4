"""The container in which an editor or a codespace opens the repository, as far as it can be judged without one."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

from clones import Clone

from roadmap.repository import find_root

ROOT = find_root(Path(__file__))
CONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))


def test_its_python_is_one_that_all_projects_take() -> None:
    """The image is pinned, and its Python lies in the range that every project declares."""
    found = re.fullmatch(
        r"mcr\.microsoft\.com/devcontainers/python:\d+\.\d+-3\.(\d+)-\w+", CONTAINER["image"]
    )
    assert found
    for file in ROOT.glob("level*/*/pyproject.toml"):
        takes = tomllib.loads(file.read_text("utf-8"))["project"]["requires-python"]
        limits = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", takes)
        assert limits and int(limits[1]) <= int(found[1]) < int(limits[2]), file


def test_what_it_prepares_is_a_command_that_works(clone: Clone) -> None:
    """Its command is the launcher's, which makes the environment that `start` needs, and it ends well."""
    program, *words = shlex.split(CONTAINER["postCreateCommand"])
    assert (ROOT / program).is_file()
    assert clone.run(*words).returncode == 0


def test_its_interpreter_is_the_one_that_start_makes(clone: Clone) -> None:
    """The editor looks for the environment of the first project where `start` puts it."""
    settings = CONTAINER["customizations"]["vscode"]["settings"]
    python = settings["python.defaultInterpreterPath"].removeprefix("${workspaceFolder}/")
    assert python == "my/study-planner/.venv/bin/python"
    work = clone.start()
    assert (work.root / python.replace("study-planner", work.slug)).exists()
