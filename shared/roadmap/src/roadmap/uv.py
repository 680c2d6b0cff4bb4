"""uv, which makes the environments: where it is, what it is told, and what it says in plain words."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from roadmap.engine.surroundings import ONE_THREAD
from roadmap.pip_settings import pip_setting

TAIL = 12  # lines of what uv said, where nothing is known about them
YES = ("1", "true", "yes", "on", "t", "y")  # as pip reads them
FRAME = " ×╰─▶│├"
# Variables of the user's that would lead uv to another interpreter or environment.
# What uv says of a download, where it writes to no terminal.
DOWNLOAD = re.compile(r"\s*(Downloading|Downloaded) (\S+)(?: \(([\d.]+)([KMG])iB\))?")
MEBI = {"K": 1 / 1024, "M": 1, "G": 1024}
Stage = Callable[[str], None]  # hears what uv is at, in a few words
ASTRAY = ("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "CONDA_PREFIX")


class EnvironmentProblem(Exception):
    """An environment could not be made; the message says why and what to do, in a sentence or two."""


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
        return str(Path(found).absolute())
    raise EnvironmentProblem("uv was not found. Run ./roadmap once, or install it: pip install uv")


def uv_environment() -> dict[str, str]:
    """Return the variables under which environments are made and used.

    uv does not read pip's settings, so what they say of wheel folders and of indexes is handed on.
    """
    variables = {"UV_COMPILE_BYTECODE": "1", **ONE_THREAD}
    links = [
        link if "://" in link else str(Path(link).absolute())
        for link in pip_setting("find-links").split()
        if "://" in link or Path(link).is_dir()
    ]
    if links:
        variables["UV_FIND_LINKS"] = ",".join(links)
    if index := pip_setting("index-url"):
        variables["UV_DEFAULT_INDEX"] = index
    if more := pip_setting("extra-index-url").split():
        variables["UV_INDEX"] = " ".join(more)
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip: the best of all of them
    return {name: os.environ.get(name, value) for name, value in variables.items()}


def run_uv(
    arguments: Sequence[str],
    project: Path,
    variables: Mapping[str, str] = MappingProxyType({}),
    *,
    stage: Stage = lambda _: None,
) -> None:
    """Run uv for `project`; raise `EnvironmentProblem` in plain words where it fails."""
    kept = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    offline = ["--no-index"] if pip_setting("no-index").lower() in YES else []  # has no variable
    try:
        process = subprocess.Popen(
            [find_uv(), *arguments, *offline],
            cwd=project,  # where we were called, uv might find settings that are for another project
            env={**kept, **uv_environment(), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise EnvironmentProblem(f"uv could not be started: {error}.") from error
    with process, _ending_with_us(process):
        said = _listen(process.stderr or (), stage)
    if process.returncode:
        raise EnvironmentProblem(explain(said, project.name))


def _listen(lines: Iterable[str], stage: Stage) -> str:
    """Read what uv says to its end, telling `stage` what it is at; return all of it."""
    said, sizes, done = [], dict[str, float](), 0.0
    for line in lines:
        said.append(line)
        if match := DOWNLOAD.match(line):
            if match[3]:
                sizes[match[2]] = float(match[3]) * MEBI[match[4]]
            if match[1] == "Downloaded":
                done += sizes.get(match[2], 0)
            stage(f"downloading: {done:.0f} of {sum(sizes.values()):.0f} MB")
        elif line.startswith("Prepared"):
            stage("installing")
        elif line.startswith("Installed"):
            stage("compiling")
    return "".join(said)


@contextlib.contextmanager
def _ending_with_us(process: subprocess.Popen[str]) -> Iterator[None]:
    """Let `process` outlive neither this block nor this process, however that ends.

    Once we are gone, so is our end of the pipe from which a shell reads: it then kills `process`.
    """
    watch = ["/bin/sh", "-c", f"read -r _ || kill -9 {process.pid}"]
    with subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True) as watcher:
        try:
            yield
        finally:
            process.kill()
            watcher.communicate(b"\n")


def explain(output: str, name: str) -> str:
    """Turn what uv printed of the environment of `name` into a sentence or two that say what to do."""
    for pattern, sentence in EXPLANATIONS.items():
        if re.search(pattern, output, re.IGNORECASE):
            return sentence.format(name=name)
    lines = [line.rstrip() for line in output.splitlines() if line.strip(FRAME)]
    tail = "\n".join(f"  {line}" for line in lines[-TAIL:])
    return f"The environment of {name} could not be made:\n{tail or '  uv gave no reason'}"


NOT_DOWNLOADED = "The packages of {name} could not be downloaded: check the network and try again."
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
    r"error sending request|failed to (?:fetch|download)|dns error|network (?:connectivity is|was) disabled": (
        NOT_DOWNLOADED
    ),
}
