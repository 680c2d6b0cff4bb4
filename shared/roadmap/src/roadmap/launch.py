"""Handing over to another program: a project, nox, or the proof under the project's own Python."""

from __future__ import annotations

import difflib
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from .curriculum import LEVELS
from .environment import make_environment, python_of
from .errors import Problem
from .learner import Work, find_built
from .repository import Project, projects
from .terminal import ticking
from .uv import uv_environment

SOURCE = Path(__file__).parents[1]


def run_project(project: Project, arguments: Sequence[str], *, reference: bool) -> NoReturn:
    """Become ``python -m <package> *arguments``: the learner's project where there is one, else ours."""
    work = Work(project)
    mine = work.is_started and not reference
    if mine:
        from .check import interpreter

        python, folder = interpreter(work), work.folder
        _require_modules(work)
    else:
        python, folder = _reference_python(work), project.folder
    package = _package(folder if mine else project.folder)
    _become([str(python), "-P", "-m", package, *arguments], {"PYTHONPATH": str(folder / "src")})


def _require_modules(work: Work) -> None:
    """Raise `Problem` where a module is missing or empty: Python's own words would be a traceback of runpy."""
    from .check import missing

    for path in [] if work.is_blank else sorted((work.project.folder / "src").rglob("*.py")):
        name = path.relative_to(work.project.folder).as_posix()
        if work.lacks(name):
            raise missing(work, name)


def _reference_python(work: Work) -> Path:
    """Return the reference's own Python, or the learner's where that is there already; else make the first."""
    own = reference_venv(work.project)
    if not python_of(own).exists() and python_of(work.venv).exists():
        return python_of(work.venv)
    return provide_reference(work.project)


def reference_venv(project: Project) -> Path:
    """Return where nox has the environment of a reference."""
    return project.root / ".nox" / project.slug


def provide_reference(project: Project) -> Path:
    """Return the Python of the reference's environment, made where it is missing."""
    venv = reference_venv(project)
    if not python_of(venv).exists():
        print(f"Making the environment of {project.slug} ({cost_of(project)})…", file=sys.stderr)
    with ticking() as stage:
        make_environment(project.folder, venv, stage=stage)
    return python_of(venv)


def cost_of(project: Project) -> str:
    """Say what the environment of a project costs."""
    from .engine.exercise import load

    exercise = load(project.folder)
    return f"downloads about {exercise.download_mb} MB, takes {exercise.disk_mb} MB"


def _package(folder: Path) -> str:
    found = sorted(path.parent.name for path in (folder / "src").glob("*/__main__.py"))
    found = found or sorted(path.stem for path in (folder / "src").glob("*.py"))
    if not found:
        raise Problem(
            f"There is nothing to run yet: {folder.name} has no src/<package>/__main__.py.",
            status=1,
        )
    return found[0]


def prove(project: Project, *options: str) -> NoReturn:
    """Become the proof of one project, under the Python of its environment."""
    python = provide_reference(project)
    arguments = ["-m", "roadmap.engine", "prove", str(project.folder), *options]
    _become([str(python), *arguments], {"PYTHONPATH": str(SOURCE), **uv_environment()})


def verify(root: Path, names: Sequence[str]) -> NoReturn:
    """Become nox, on the sessions named: a level, a project, or one of the others; without a name on them all."""
    sessions = [_session(root, name) for name in names]
    arguments = ["-s", *sessions] if sessions else []
    _become([sys.executable, "-m", "nox", "-f", str(root / "noxfile.py"), *arguments], {})


def _session(root: Path, name: str) -> str:
    levels = [f"level{number}" for number in LEVELS]
    if name in (others := ("lint", "shared", "mine")):
        return name
    for level in levels:
        if name.lower() in (level, level.removeprefix("level")):
            return level
    slugs = [project.slug for project in projects(root)]
    near = difflib.get_close_matches(name, [*levels, *others], n=1, cutoff=0.7)
    if near and name not in slugs:
        raise Problem(f"There is nothing called {name!r} to verify: did you mean {near[0]}?")
    return find_built(root, name).slug


def run_in(work: Work, words: Sequence[str]) -> NoReturn:
    """Become a command in the folder of a project, with its environment active and its code first on the path."""
    variables = activated(work.venv)
    program = shutil.which(words[0], path=variables["PATH"])
    if program is None:
        raise Problem(f"There is no command {words[0]!r}, neither here nor in the environment.")
    os.chdir(work.folder)
    # Two edits of one length in a second leave stale bytecode behind.
    source = {"PYTHONPATH": str(work.folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    _become([program, *words[1:]], {**variables, **source})


def activated(venv: Path) -> dict[str, str]:
    """Return the variables of a shell in which an environment is active."""
    path = os.environ.get("PATH", os.defpath)
    return {"VIRTUAL_ENV": str(venv), "PATH": f"{venv / 'bin'}{os.pathsep}{path}"}


def _become(command: Sequence[str], variables: Mapping[str, str]) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], list(command), {**os.environ, **variables})  # noqa: S606 - no shell is wanted
