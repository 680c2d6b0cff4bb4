"""An editor at the learner's step, in the project's environment."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from clones import Clone

PATH = "/usr/bin:/bin"
RECORD = """#!{python}
import json, os, sys
told = {{"arguments": sys.argv[1:], "cwd": os.getcwd(), "variables": dict(os.environ)}}
with open({file!r} + ".new", "w") as file:
    json.dump(told, file)
os.replace({file!r} + ".new", {file!r})
sys.exit({status})
"""


class Editors:
    """A folder of editors, which only tell how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "told.json"
        folder.mkdir()

    def add(self, name: str, status: int = 0) -> Path:
        program = self.folder / name
        text = RECORD.format(python=sys.executable, file=str(self.told), status=status)
        program.write_text(text)
        program.chmod(0o755)
        return program

    @property
    def path(self) -> str:
        return str(self.folder)

    def call(self) -> dict[str, Any]:
        """Wait until one was called, and return how."""
        for _ in range(200):
            if self.told.exists():
                told: dict[str, Any] = json.loads(self.told.read_text())
                return told
            time.sleep(0.05)
        raise AssertionError("no editor was called")

    def arguments(self) -> Sequence[str]:
        found: Sequence[str] = self.call()["arguments"]
        return found


@pytest.fixture
def editors(tmp_path: Path) -> Editors:
    """Editors of all kinds can be put here."""
    return Editors(tmp_path / "editors of mine")


def test_a_step_can_be_named(started: Clone, editors: Editors) -> None:
    """With a number it opens at that step, wherever the learner is; one that is not there is refused."""
    program = shlex.quote(str(editors.add("codium")))
    done = started.run("open", "greeter", "2", EDITOR=program, PATH=PATH)
    assert "Opening my/greeter/src/greeter/words.py:16 with codium." in done.stdout
    assert "There is no step 3" in started.run("open", "3", EDITOR=program).stderr


def test_the_editor_named_runs_in_the_projects_environment(
    started: Clone, editors: Editors
) -> None:
    """$EDITOR may have arguments and blanks; it stands in the project, whose Python comes first."""
    program = editors.add("my editor")
    words = f"{shlex.quote(str(program))} --new 'a window'"
    done = started.run("open", EDITOR=words, PATH=PATH)
    assert done.returncode == 0, done.stderr
    call = editors.call()
    assert call["arguments"] == ["--new", "a window", str(started.path())]
    assert call["cwd"] == str(started.path(""))
    assert call["variables"]["VIRTUAL_ENV"] == str(started.path(".venv"))
    assert call["variables"]["PATH"] == f"{started.path('.venv')}/bin:{PATH}"
    assert "Opening my/greeter/src/greeter/words.py:9 with my editor." in done.stdout


def test_visual_goes_before_editor(started: Clone, editors: Editors) -> None:
    """As everywhere, $VISUAL is asked first; an empty one counts as none."""
    one, other = str(editors.add("one")), "/nowhere/other"
    assert started.run("open", VISUAL=shlex.quote(one), EDITOR=other).returncode == 0
    done = started.run("open", VISUAL=" ", EDITOR=other)
    assert done.returncode == 2 and "$EDITOR names /nowhere/other" in done.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code", "{folder} --goto {file}:16"),
        ("zed", "{folder} {file}:16"),
        ("pycharm", "{folder} --line 16 {file}"),
        ("subl", "{folder} {file}:16"),
    ],
)
def test_an_editor_with_a_window_opens_beside_the_terminal(
    started: Clone, editors: Editors, name: str, expected: str
) -> None:
    """It gets the folder, and the file at the line of the step that the learner is at."""
    started.record(1)
    editors.add(name)
    assert started.run("open", "greeter", VISUAL="", EDITOR="", PATH=editors.path).returncode == 0
    words = expected.format(folder=started.path(""), file=started.path())
    assert list(editors.arguments()) == words.split(" ")


@pytest.mark.parametrize(("name", "expected"), [("vim", "+9 {file}"), ("hx", "{file}:9")])
def test_an_editor_of_the_terminal_runs_in_it(
    started: Clone, editors: Editors, name: str, expected: str
) -> None:
    """On a terminal it runs there, at the line; without one it says what it needs."""
    program = shlex.quote(str(editors.add(name)))
    refused = started.run("open", EDITOR=program, VISUAL="")
    assert refused.returncode == 2 and f"{name} needs a terminal" in refused.stderr
    assert not editors.told.exists()
    started.watch("open", EDITOR=program, VISUAL="")
    assert list(editors.arguments()) == expected.format(file=started.path()).split(" ")


def test_vs_code_is_told_of_the_environment(started: Clone, editors: Editors) -> None:
    """Where there are no settings; the learner's own stay as they are, and the line to add is shown."""
    editors.add("codium")
    assert started.run("open", VISUAL="", EDITOR="", PATH=editors.path).returncode == 0
    settings = started.path(".vscode/settings.json")
    told = {"python.defaultInterpreterPath": "${workspaceFolder}/.venv"}
    assert json.loads(settings.read_text()) == told
    settings.write_text("// mine\n{}\n")
    done = started.run("open", VISUAL="", EDITOR="", PATH=editors.path)
    assert settings.read_text() == "// mine\n{}\n"
    assert 'add "python.defaultInterpreterPath"' in done.stdout


def test_an_editor_that_fails_is_told(started: Clone, editors: Editors) -> None:
    """The status of one in the terminal is not lost."""
    program = editors.add("broken", status=3)
    done = started.run("open", EDITOR=shlex.quote(str(program)), VISUAL="")
    assert done.returncode == 1 and "broken ended with 3." in done.stderr


def test_without_an_editor_it_says_how_to_name_one(started: Clone, editors: Editors) -> None:
    """Nothing installed, a name that is none, and quotation marks that do not close."""
    none = started.run("open", VISUAL="", EDITOR="", PATH=editors.path)
    assert none.returncode == 2 and "`export EDITOR=nano`" in none.stderr
    unreadable = started.run("open", VISUAL="", EDITOR="'code")
    assert unreadable.returncode == 2 and "no shell can read" in unreadable.stderr


def test_without_an_environment_it_says_what_makes_one(clone: Clone, editors: Editors) -> None:
    """An editor without the project's Python would find no import."""
    program = shlex.quote(str(editors.add("e")))
    assert "`./roadmap start greeter`" in clone.run("open", "greeter", EDITOR=program).stderr
    clone.start()
    clone.path(".venv/roadmap-stamp").unlink()
    done = clone.run("open", EDITOR=program, VISUAL="")
    assert done.returncode == 2 and "no finished environment" in done.stderr


def test_where_no_step_is_left_the_readme_opens(started: Clone, editors: Editors) -> None:
    """After the last step there is no line to write at."""
    started.record(1, 2)
    program = shlex.quote(str(editors.add("e")))
    assert started.run("open", EDITOR=program, VISUAL="").returncode == 0
    assert list(editors.arguments()) == [str(started.path("README.md"))]
