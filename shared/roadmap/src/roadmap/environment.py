"""How the environment of a project is made; nox and the roadmap command both make theirs here.

An environment is made by uv, from the project's ``pyproject.toml`` under its ``constraints.txt``. A mark
that it was begun is there first, becomes a stamp of all that it was made from once it is finished, and goes
last. So an environment whose making was interrupted is made anew, and the one that it was to replace waits
beside it until then; and a folder with neither mark nor stamp is not ours, and stays as it is. (It cannot be
made elsewhere and moved into place: its scripts name the place where it was made.)
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import operator
import os
import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from roadmap.uv import (
    NOT_DOWNLOADED,
    EnvironmentProblem,
    Stage,
    explain,
    run_uv,
    uv_environment,
)

STAMP = "roadmap-stamp"
BEGUN = "roadmap-begun"
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


def is_current(project: Path, venv: Path) -> bool:
    """Say whether `venv` is made from what `project` asks for now, and nothing is left of the one before."""
    return _is_made(project, venv) and not _is_ours(aside(venv))


def what_is_lost(project: Path, venv: Path) -> str:
    """Return the sentence that is due before a finished environment is made anew; empty where none is."""
    if not (venv / STAMP).exists() or _is_made(project, venv):
        return ""
    return (
        f"{project.name} needs a new environment, as its pyproject.toml, constraints.txt or Python has changed: "
        "what you installed in the old one yourself is removed with it."
    )


def make_environment(project: Path, venv: Path, *, stage: Stage = lambda _: None) -> None:
    """Make `venv` the environment of `project`, unless it already is; a second call takes milliseconds.

    Meanwhile `stage` hears what uv is at. Raises `EnvironmentProblem`.
    """
    project, venv = project.resolve(), venv.absolute()
    if is_current(project, venv):
        return
    _settings(project)  # better told before anything is removed
    with _turn(project):
        try:
            if not _is_made(project, venv):
                with _replacing(venv):
                    _make(project, venv, stage=stage)
            if _is_ours(aside(venv)):
                _remove(aside(venv))
        except OSError as error:
            told = f"{error} (os error {error.errno})"
            raise EnvironmentProblem(explain(told, project.name)) from error


def _make(project: Path, venv: Path, *, stage: Stage) -> None:
    """Make it from nothing; one in the project's own folder, for a person to work in, gets a pip."""
    venv.mkdir(parents=True)
    (venv / BEGUN).touch()
    seed = ["--seed"] if venv.parent == project else []
    options = ["--quiet", "--no-project", "--allow-existing", *seed, "--prompt", project.name]
    run_uv(["venv", *options, "-p", _fitting_python(project), str(venv)], project)
    digest = _digest(project, venv)  # what changes during the installation is for the next one
    _install(project, venv, stage=stage)
    _write_stamp(venv, digest)


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
    """Put a finished environment aside, and back where the new one cannot be made."""
    old = aside(venv)
    for folder in (venv, old):
        _require_ours(folder)
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


def aside(venv: Path) -> Path:
    """Return where an environment waits while another is made in its place."""
    return venv.with_name(f"{venv.name}.old")


def _require_ours(venv: Path) -> None:
    """Raise `EnvironmentProblem` for anything but an environment of ours, an empty folder or nothing."""
    is_empty = not venv.exists() or (venv.is_dir() and not any(venv.iterdir()))
    if venv.is_symlink() or not (is_empty or _is_ours(venv)):
        place = shlex.quote(str(venv))
        raise EnvironmentProblem(
            f"{venv} was not made by ./roadmap, so it stays as it is: "
            f"move it away (mv {place} {shlex.quote(f'{venv}.mine')}), then try again."
        )


def _remove(venv: Path) -> None:
    """Remove an environment, the mark last."""
    if not venv.exists():
        return
    if (venv / STAMP).exists():
        (venv / STAMP).replace(venv / BEGUN)
    for path in venv.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != BEGUN:
            path.unlink()
    shutil.rmtree(venv)


def _fitting_python(project: Path) -> str:
    """Return this Python where the project supports it, else the range, for uv to find one."""
    requires = str(_settings(project).get("project", {}).get("requires-python", ">=3.11"))
    return sys.executable if supports(requires, sys.version_info[:3]) else requires


def _install(project: Path, venv: Path, *, stage: Stage) -> None:
    command = ["pip", "install", "-p", str(python_of(venv)), *install_arguments(project)]
    backend = _torch_backend(project)
    if backend is not None:
        try:
            return run_uv(command, project, {"UV_TORCH_BACKEND": backend}, stage=stage)
        except EnvironmentProblem as problem:
            if str(problem) != NOT_DOWNLOADED.format(name=project.name):
                raise
            print(f"PyTorch's own index of CPU builds did not serve: {problem}", file=sys.stderr)
            print("Taking the default build, which is larger by several GB.", file=sys.stderr)
    return run_uv(command, project, stage=stage)


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


def _is_made(project: Path, venv: Path) -> bool:
    """Say whether `venv` is finished and made from what `project` asks for now."""
    try:
        digest = (venv / STAMP).read_text("utf-8").strip()
    except OSError:
        return False
    return python_of(venv).exists() and digest == _digest(project, venv)


def _is_ours(venv: Path) -> bool:
    return (venv / STAMP).exists() or (venv / BEGUN).exists()


def _write_stamp(venv: Path, stamp: str) -> None:
    """Make the mark a stamp, whole or not at all."""
    (venv / BEGUN).write_text(stamp, "utf-8")
    (venv / BEGUN).replace(venv / STAMP)
