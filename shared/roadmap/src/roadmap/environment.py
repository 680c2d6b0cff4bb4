"""How the environment of a project is made; nox and the roadmap command both make theirs here.

An environment is made by uv, from the project's ``pyproject.toml`` under its ``constraints.txt``, and is
finished once it holds a stamp of all that it was made from. The stamp is written last, so an environment
whose making was interrupted is made anew.
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
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from roadmap.pip_settings import pip_setting

STAMP = "roadmap-stamp"
CONSTRAINTS = "constraints.txt"
# Settings of tools that read pyproject.toml but install nothing: a change there needs no new environment.
TOOLS_THAT_INSTALL_NOTHING = ("coverage", "mypy", "pytest", "ruff")


class EnvironmentProblem(Exception):
    """An environment could not be made; the message says why and what to do, in a sentence or two."""


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
            _remove(venv)
            wanted = python or _fitting_python(project)
            _run_uv(["venv", "--quiet", "--no-project", "-p", wanted, str(venv)], project)
            _install(project, venv, progress=progress)
            _write_stamp(venv, f"{_digest(project, venv)} {python or ''}")
        except OSError as error:
            raise EnvironmentProblem(
                _explain(f"{error} (os error {error.errno})", project)
            ) from error


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


def uv_environment() -> dict[str, str]:
    """Return the variables under which environments are made and used.

    uv does not read pip's settings, so what they say of wheel folders and of the index is handed on.
    """
    variables = {
        "UV_COMPILE_BYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
    }
    links = [
        link for link in pip_setting("find-links").split() if "://" in link or Path(link).is_dir()
    ]
    if links:
        variables["UV_FIND_LINKS"] = ",".join(links)
    if index := pip_setting("index-url"):
        variables["UV_DEFAULT_INDEX"] = index
    return {name: os.environ.get(name, value) for name, value in variables.items()}


def find_uv() -> str:
    """Return the uv to use: beside this Python, from the package `uv`, or from PATH."""
    beside = Path(sys.executable).with_name("uv")
    if beside.is_file():
        return str(beside)
    try:
        from uv import find_uv_bin  # type: ignore[import-not-found, unused-ignore]

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError):
        pass
    if found := shutil.which(os.environ.get("UV", "uv")):
        return found
    raise EnvironmentProblem("uv was not found. Run ./roadmap once, or install it: pip install uv")


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
        tools = settings.pop("tool", {}).items()
        kept = {name: value for name, value in tools if name not in TOOLS_THAT_INSTALL_NOTHING}
        parts += [str(folder), settings, kept]
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


def _remove(venv: Path) -> None:
    """Remove an environment, its stamp first."""
    (venv / STAMP).unlink(missing_ok=True)
    if venv.exists():
        shutil.rmtree(venv)


def _fitting_python(project: Path) -> str:
    """Return this Python where the project supports it, else the range, for uv to find one."""
    requires = str(_settings(project)["project"].get("requires-python", ">=3.11"))
    return sys.executable if supports(requires, sys.version_info[:3]) else requires


def _install(project: Path, venv: Path, *, progress: bool) -> None:
    command = ["pip", "install", "-p", str(python_of(venv)), *install_arguments(project)]
    command += [] if progress else ["--quiet"]
    backend = _torch_backend(project)
    if backend is not None:
        try:
            return _run_uv(command, project, {"UV_TORCH_BACKEND": backend}, progress=progress)
        except EnvironmentProblem as problem:
            print(f"PyTorch's own index of CPU builds did not serve: {problem}", file=sys.stderr)
            print("Taking the default build, which is larger by several GB.", file=sys.stderr)
    return _run_uv(command, project, progress=progress)


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


def _run_uv(
    arguments: list[str],
    project: Path,
    variables: Mapping[str, str] = MappingProxyType({}),
    *,
    progress: bool = False,
) -> None:
    """Run uv; raise `EnvironmentProblem` in plain words where it fails."""
    try:
        done = subprocess.run(
            [find_uv(), *arguments],
            env={**_environment_of_uv(), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if progress else subprocess.PIPE,
            text=True,
            check=False,
        )
    except OSError as error:
        raise EnvironmentProblem(f"uv could not be started: {error}.") from error
    if done.returncode and progress:  # its words went to the terminal: ask again, to read them
        _run_uv([*arguments, "--quiet"], project, variables)
    elif done.returncode:
        raise EnvironmentProblem(_explain(done.stderr, project))


def _environment_of_uv() -> dict[str, str]:
    """Return the variables for uv, less those that would lead it to another interpreter."""
    astray = (
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_PROJECT_ENVIRONMENT",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
    )
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return kept | uv_environment()


def _explain(output: str, project: Path) -> str:
    """Turn what uv printed into a sentence or two that say what to do."""
    name = project.name
    for pattern, sentence in EXPLANATIONS.items():
        if re.search(pattern, output, re.IGNORECASE):
            return sentence.format(name=name)
    lines = [line.strip(" ×╰─▶│├") for line in output.splitlines() if line.strip(" ×╰─▶│├")]
    return f"The environment of {name} could not be made: {' '.join(lines) or 'uv gave no reason'}"


EXPLANATIONS = {
    r"no space left|os error 28|quota exceeded": (
        "The disk is full while the environment of {name} is made: free some space and try again."
    ),
    r"read-only file system|permission denied|os error 30|os error 13": (
        "The environment of {name} cannot be written: its folder or uv's cache is read-only."
    ),
    r"no interpreter found|does not satisfy Python": (
        "No Python that {name} supports was found or could be had: install Python 3.11, 3.12 or 3.13."
    ),
    r"error sending request|failed to fetch|failed to download|dns error|network (?:connectivity is|was) disabled": (
        "The packages of {name} could not be downloaded: check the network and try again."
    ),
}


def _write_stamp(venv: Path, stamp: str) -> None:
    """Write the stamp whole or not at all."""
    new = venv / f"{STAMP}.new"
    new.write_text(stamp, "utf-8")
    new.replace(venv / STAMP)
