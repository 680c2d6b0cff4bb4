"""`open`: an editor at the learner's step, in the environment of the project."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import changes
from .check import interpreter
from .engine.exercise import Step
from .errors import Problem
from .launch import activated
from .learner import Work, find_work
from .repository import repository_root, shown_path
from .terminal import say

Arguments = Callable[[Path, Path, int], list[str]]  # of a folder, a file in it, and a line from 1


def _vs_code(folder: Path, file: Path, line: int) -> list[str]:
    return [str(folder), "--goto", f"{file}:{line}"]


def _colon(folder: Path, file: Path, line: int) -> list[str]:
    return [str(folder), f"{file}:{line}"]


def _jetbrains(folder: Path, file: Path, line: int) -> list[str]:
    return [str(folder), "--line", str(line), str(file)]


def _plus(folder: Path, file: Path, line: int) -> list[str]:
    return [f"+{line}", str(file)]


def _helix(folder: Path, file: Path, line: int) -> list[str]:
    return [f"{file}:{line}"]


def _unknown(folder: Path, file: Path, line: int) -> list[str]:
    return [str(file)]


# In the order in which they are looked for; those with a window of their own run on beside the terminal.
VS_CODE = dict.fromkeys(("code", "codium", "cursor", "code-insiders", "windsurf"), _vs_code)
WINDOWS: dict[str, Arguments] = {
    **VS_CODE,
    **dict.fromkeys(("zed", "zeditor"), _colon),
    **dict.fromkeys(("pycharm", "charm"), _jetbrains),
    "subl": _colon,
}
TERMINALS: dict[str, Arguments] = {
    **dict.fromkeys(("nvim", "vim", "vi", "nano", "emacs", "micro", "kak"), _plus),
    **dict.fromkeys(("hx", "helix"), _helix),
}
SETTING, VENV = "python.defaultInterpreterPath", "${workspaceFolder}/.venv"


def open_work(slug: str | None, number: int | None) -> None:
    """Open the learner's project in their editor, at the code of step `number`, or of the one they are at."""
    work = find_work(repository_root(), slug)
    step = changes.require_step(work, number) if number is not None else None
    interpreter(work)  # complains where there is no environment to open it with
    words = find_editor()
    name = Path(words[0]).name
    if name in TERMINALS and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Problem(f"{name} needs a terminal to run in.")
    if name in VS_CODE:
        _set_interpreter(work)
    file, line = _where(work, step)
    arguments = (WINDOWS | TERMINALS).get(name, _unknown)(work.folder, file, line)
    say(f"Opening {shown_path(file, work.root)}:{line} with {name}.")
    _run([*words, *arguments], work, wait=name not in WINDOWS)


def find_editor() -> list[str]:
    """Return the words of the learner's editor: $VISUAL, $EDITOR, or the first known one that is installed."""
    for variable in ("VISUAL", "EDITOR"):
        if text := os.environ.get(variable, "").strip():
            return _named(variable, text)
    for name in WINDOWS | TERMINALS:
        if program := shutil.which(name):
            return [program]
    raise Problem(
        "No editor was found. Name yours, say with `export EDITOR=nano`, then `./roadmap open` again."
    )


def _named(variable: str, text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Problem(f"${variable} is {text!r}, which no shell can read: {error}.") from None
    words[0] = str(Path(words[0]).expanduser())
    if not shutil.which(words[0]):
        raise Problem(
            f"${variable} names {words[0]}, which is not installed: `export {variable}=nano`, say, "
            "names another."
        )
    return words


def _where(work: Work, step: Step | None) -> tuple[Path, int]:
    """Return file and line of a step, or of the current one; without any, the README that says what there is."""
    if step is None and not work.is_blank:
        step = changes.current_step(work)
    for name, line, _ in changes.spots(work, step) if step else ():
        if (work.folder / name).exists():
            return work.folder / name, line or 1
    return work.folder / "README.md", 1


def _set_interpreter(work: Work) -> None:
    """Tell VS Code of the project's environment, unless there are settings already: those are the learner's."""
    settings = work.folder / ".vscode" / "settings.json"
    try:
        settings.parent.mkdir(exist_ok=True)
        with settings.open("x", encoding="utf-8") as file:
            file.write(json.dumps({SETTING: VENV}, indent=2) + "\n")
    except FileExistsError:
        if not settings.is_file() or SETTING not in settings.read_text("utf-8", errors="replace"):
            say(
                f'For its Python add "{SETTING}": "{VENV}" to {work.shown(".vscode/settings.json")}.'
            )


def _run(words: Sequence[str], work: Work, *, wait: bool) -> None:
    """Start an editor in the project's folder and environment: in this terminal, or beside it."""
    surroundings = {**os.environ, **activated(work.venv)}
    if not wait:
        nothing = subprocess.DEVNULL
        subprocess.Popen(
            words,
            cwd=work.folder,
            env=surroundings,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
        )
    elif status := subprocess.run(words, cwd=work.folder, env=surroundings, check=False).returncode:
        raise Problem(f"{words[0]} ended with {status}.", status=1)
