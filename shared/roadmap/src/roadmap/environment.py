"""How the environment of a project is made; nox and the roadmap command both make theirs here.

An environment is made by uv, from the project's ``pyproject.toml`` under its ``constraints.txt``, and is
finished once it holds a stamp of all that it was made from. The stamp is written last, so an environment
whose making was interrupted is made anew; the one that it was to replace waits beside it until then. (It
cannot be made elsewhere and moved into place: its scripts name the place where it was made.)
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import operator
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from roadmap.uv import EnvironmentProblem, explain, run_uv, uv_environment

STAMP = "roadmap-stamp"
CONSTRAINTS = "constraints.txt"
# What of [project] decides what is installed, and tools that install nothing: no other change, of a
# description or of a tool's settings, needs a new environment.
INSTALLED = (
    *("name", "version", "dynamic", "requires-python", "dependencies", "optional-dependencies"),
    *("scripts", "gui-scripts", "entry-points"),
)
TOOLS_THAT_INSTALL_NOTHING = ("coverage", "mypy", "pytest", "ruff")


def python_of(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / "bin" / "python"


def is_current(project: Path, venv: Path, python: str | None = None) -> bool:
    """Say whether `venv` is finished and made from what `project` asks for now."""
    try:
        digest, _, asked = (venv / STAMP).read_text("utf-8").partition(" ")
    except OSError:
        return False
    same_python = python is None or asked == python
    return same_python and python_of(venv).exists() and digest == _digest(project, venv)


def make_environment(
    project: Path, venv: Path, python: str | None = None, *, progress: bool = False
) -> None:
    """Make `venv` the environment of `project`, unless it already is; a second call takes milliseconds.

    `python` is an interpreter or a version for uv to find; without it the running one is taken where the
    project supports it. With `progress`, uv shows what it downloads. Raises `EnvironmentProblem`.
    """
    project, venv = project.resolve(), venv.absolute()
    if is_current(project, venv, python):
        return
    _settings(project)  # better told before anything is removed
    with _turn(project):
        if is_current(project, venv, python):
            return
        try:
            with _replacing(venv):
                _make(project, venv, python, progress=progress)
        except OSError as error:
            told = f"{error} (os error {error.errno})"
            raise EnvironmentProblem(explain(told, project.name)) from error


def _make(project: Path, venv: Path, python: str | None, *, progress: bool) -> None:
    """Make it from nothing; one in the project's own folder, for a person to work in, gets a pip."""
    wanted = python or _fitting_python(project)
    seed = ["--seed"] if venv.parent == project else []
    options = ["--quiet", "--no-project", *seed, "--prompt", project.name, "-p", wanted]
    run_uv(["venv", *options, str(venv)], project)
    _install(project, venv, progress=progress)
    _write_stamp(venv, f"{_digest(project, venv)} {python or ''}")


def install_arguments(project: Path) -> list[str]:
    """Return what ``uv pip install`` takes for a project: itself and its path dependencies editable,
    every extra, its ``test`` group, under its constraints.
    """
    settings = _settings(project)
    extras = ",".join(settings.get("project", {}).get("optional-dependencies", {}))
    arguments = ["-e", f"{project}[{extras}]" if extras else str(project)]
    for source in path_sources(project).values():
        arguments += ["-e", str(source)]
    if "test" in settings.get("dependency-groups", {}):
        arguments += ["--group", f"{project / 'pyproject.toml'}:test"]
    if (project / CONSTRAINTS).exists():
        arguments += ["-c", str(project / CONSTRAINTS)]
    return arguments


def path_sources(project: Path) -> dict[str, Path]:
    """Return the packages that a project takes from a folder, by the name of their distribution."""
    sources = _settings(project).get("tool", {}).get("uv", {}).get("sources", {})
    return {
        name: (project / source["path"]).resolve()
        for name, source in sources.items()
        if isinstance(source, dict) and "path" in source
    }


def supports(requires: str, version: tuple[int, ...]) -> bool:
    """Say whether a Python ``version`` lies in ``requires-python``, such as ``>=3.11,<3.14``."""
    for part in requires.split(","):
        match = re.fullmatch(r"\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)*)\s*", part)
        if match is None:
            raise EnvironmentProblem(
                f"requires-python takes >=, >, <= and < here, and got {requires!r}."
            )
        bound = tuple(int(number) for number in match[2].split("."))
        if not COMPARISONS[match[1]](version, bound):
            return False
    return True


COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


def _settings(project: Path) -> dict[str, Any]:
    """Read a project's pyproject.toml; a learner may be in the middle of editing it."""
    file = project / "pyproject.toml"
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentProblem(f"{file} is not valid TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(f"{file} cannot be read: {error}.") from error


def _digest(project: Path, venv: Path) -> str:
    """Sum up all that an environment depends on: places, Python, and what is to be installed."""
    parts: list[Any] = [str(venv.absolute()), os.path.realpath(python_of(venv))]
    for folder in [project.resolve(), *path_sources(project).values()]:
        settings = _settings(folder)
        table = settings.get("project", {})
        tools = settings.get("tool", {}).items()
        parts += [str(folder), settings.get("build-system")]
        parts.append({name: table[name] for name in INSTALLED if name in table})
        parts.append({name: v for name, v in tools if name not in TOOLS_THAT_INSTALL_NOTHING})
    groups = _settings(project).get("dependency-groups", {})
    test = groups.get("test")
    parts.append(groups if "include-group" in str(test) else test)
    constraints = project / CONSTRAINTS
    parts.append(constraints.read_text("utf-8") if constraints.exists() else "")
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


@contextlib.contextmanager
def _turn(project: Path) -> Iterator[None]:
    """Let one process at a time make environments of a project."""
    with (project / "pyproject.toml").open("rb") as file:
        with contextlib.suppress(OSError):  # some network drives have no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _replacing(venv: Path) -> Iterator[None]:
    """Put a finished environment aside, for good once the new one is made, and back where that fails."""
    if venv.is_symlink():
        raise EnvironmentProblem(
            f"{venv} is a link, and stays as it is: remove it (rm {venv}), then try again."
        )
    old = aside(venv)
    if (venv / STAMP).exists():
        _remove(old)
        venv.rename(old)
    _remove(venv)
    try:
        yield
    except BaseException:
        _remove(venv)
        if (old / STAMP).exists():
            old.rename(venv)
        raise
    _remove(old)


def aside(venv: Path) -> Path:
    """Return where an environment waits while another is made in its place."""
    return venv.with_name(f"{venv.name}.old")


def _remove(venv: Path) -> None:
    """Remove an environment, its stamp first."""
    (venv / STAMP).unlink(missing_ok=True)
    if venv.exists():
        shutil.rmtree(venv)


def _fitting_python(project: Path) -> str:
    """Return this Python where the project supports it, else the range, for uv to find one."""
    requires = str(_settings(project).get("project", {}).get("requires-python", ">=3.11"))
    return sys.executable if supports(requires, sys.version_info[:3]) else requires


def _install(project: Path, venv: Path, *, progress: bool) -> None:
    command = ["pip", "install", "-p", str(python_of(venv)), *install_arguments(project)]
    command += [] if progress else ["--quiet"]
    backend = _torch_backend(project)
    if backend is not None:
        try:
            return run_uv(command, project, {"UV_TORCH_BACKEND": backend}, progress=progress)
        except EnvironmentProblem as problem:
            print(f"PyTorch's own index of CPU builds did not serve: {problem}", file=sys.stderr)
            print("Taking the default build, which is larger by several GB.", file=sys.stderr)
    return run_uv(command, project, progress=progress)


def _torch_backend(project: Path) -> str | None:
    """Return ``cpu`` where PyTorch's default build would bring gigabytes for a GPU that is not there."""
    constraints = project / CONSTRAINTS
    needs_torch = constraints.exists() and re.search(
        r"^torch==", constraints.read_text("utf-8"), re.MULTILINE
    )
    decided = "UV_TORCH_BACKEND" in os.environ or "UV_FIND_LINKS" in uv_environment()
    if not needs_torch or decided or sys.platform != "linux" or shutil.which("nvidia-smi"):
        return None
    return "cpu"


def _write_stamp(venv: Path, stamp: str) -> None:
    """Write the stamp whole or not at all."""
    new = venv / f"{STAMP}.new"
    new.write_text(stamp, "utf-8")
    new.replace(venv / STAMP)
