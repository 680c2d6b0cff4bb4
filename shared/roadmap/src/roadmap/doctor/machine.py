"""What every project needs of the machine: Python, uv, git, room, and a terminal that can show what we print."""

from __future__ import annotations

import os
import platform
import re
import runpy
import shlex
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..engine.exercise import load
from ..environment import STAMP, supports
from ..learner import Work
from ..pip_settings import pip_setting
from ..repository import projects
from ..terminal import has_colour, width
from ..uv import YES, EnvironmentProblem, find_uv
from .finding import Finding, bad, good, lacking, said_by

NEWEST = "3.13"  # of the versions that every project takes
NARROWEST = 80  # columns, for which all that we print is laid out
PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def machine(root: Path) -> Iterator[Finding]:
    """Yield what there is to say of the machine."""
    yield from python(root, sys.version_info[:3])
    yield uv()
    yield from own_environment(root)
    yield room(root)
    yield from package_sources()
    yield terminal()
    yield from windows_drive(root, platform.release())


def python(root: Path, version: tuple[int, ...]) -> Iterator[Finding]:
    """Compare this Python with those that the projects take; where they differ, uv may have found another."""
    told = ".".join(map(str, version))
    ranges = {_requires(project.folder) for project in projects(root)}
    narrower = sorted(requires for requires in ranges if not supports(requires, version))
    if not narrower:
        yield good(f"Python {told}, which every project takes")
    for requires in narrower:
        if found := said_by(_uv(), "python", "find", "--system", "--no-python-downloads", requires):
            yield good(f"Python {told}; for projects that need {requires}, {found}")
        else:
            mend = f"{shlex.quote(_uv())} python install {NEWEST}"
            yield lacking(f"Python {told}, but projects need {requires}", mend)


def _requires(folder: Path) -> str:
    settings = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    return str(settings.get("project", {}).get("requires-python", ">=3.11"))


def _uv() -> str:
    """Return uv as it is typed; a name that cannot be run where there is none."""
    try:
        found = Path(find_uv())
    except EnvironmentProblem:
        return "uv"
    return os.path.relpath(found) if found.is_relative_to(Path.cwd()) else str(found)


def uv() -> Finding:
    """Say whether there is a uv that runs."""
    version = said_by(_uv(), "--version").split()[:2]
    if version:
        return good(" ".join(version))
    return bad("uv, which makes the environments, does not run", "rm -r .venv && ./roadmap doctor")


def own_environment(root: Path) -> Iterator[Finding]:
    """Say whether `.venv` is as the launcher would make it now; where we run in another, nothing."""
    if Path(sys.prefix).resolve() == (root / ".venv").resolve():
        is_ready = runpy.run_path(str(root / "roadmap"))["is_ready"]()
        stale = bad(".venv is older than what ./roadmap needs now, or was moved", "./roadmap list")
        yield good(".venv is as ./roadmap needs it") if is_ready else stale


def room(root: Path) -> Finding:
    """Compare the free space with what the environments need that are still to be made."""
    free = shutil.disk_usage(root).free // 1_000_000
    needs = {
        project: load(project.folder, without_wrong=True).disk_mb for project in projects(root)
    }
    begun = [project for project in needs if Work(project).is_started]
    due = sum(needs[each] for each in begun if not (Work(each).venv / STAMP).exists())
    largest = max((needs[each] for each in needs if each not in begun), default=0)
    told, mend = f"{_size(free)} free", f"{shlex.quote(_uv())} cache prune"
    if due > free:
        return bad(f"{told}, but the environments of what you have begun need {_size(due)}", mend)
    if due + largest > free:
        return lacking(f"{told}, but the largest project needs {_size(largest)} more", mend)
    return good(f"{told} on the disk")


def _size(megabytes: int) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes} MB"


def package_sources() -> Iterator[Finding]:
    """Tell what this machine's settings change about where packages come from."""
    for link in pip_setting("find-links").split():
        if "://" in link or Path(link).is_dir():
            yield good(f"wheels also from {_address(link)}")
        else:
            mend = "unset PIP_FIND_LINKS" if "PIP_FIND_LINKS" in os.environ else "pip config edit"
            yield lacking(f"pip's find-links names {link}, which is not there", mend)
    for name in ("index-url", "extra-index-url"):
        for url in pip_setting(name).split():
            yield good(f"packages from {_address(url)} ({name} of pip)")
    if pip_setting("no-index").lower() in YES:
        mend = (
            "unset PIP_NO_INDEX"
            if "PIP_NO_INDEX" in os.environ
            else "pip config unset global.no-index"
        )
        yield lacking("pip is told no-index: only packages of its wheel folders can be had", mend)
    for proxy in {os.environ[name] for name in PROXIES if os.environ.get(name)}:
        yield good(f"downloads go through the proxy {_address(proxy)}")


def _address(url: str) -> str:
    """Return an address without the password that may stand in it."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return "an address that cannot be read"


def terminal() -> Finding:
    """Say whether what we print can be shown."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        says = f"the terminal takes {sys.stdout.encoding} and not UTF-8, so marks and bars are lost"
        return lacking(says, "export LC_ALL=C.UTF-8")
    if not sys.stdout.isatty():
        return good("UTF-8, and no terminal: everything is plain")
    colour = "in colour" if has_colour() else "without colour (NO_COLOR)"
    if width() < NARROWEST:
        return lacking(
            f"the terminal has {width()} columns, where {NARROWEST} are needed", "make it wider"
        )
    return good(f"a terminal of {width()} columns, {colour}")


def windows_drive(root: Path, kernel: str) -> Iterator[Finding]:
    """Tell of a clone that lies in Windows while we run in WSL."""
    if "microsoft" in kernel.lower() and re.match(r"/mnt/[a-z](/|$)", str(root)):
        says = (
            "the clone is on a Windows drive: slow, and without the locks that keep your work whole"
        )
        yield lacking(says, f"cp -r {shlex.quote(str(root))} ~/")
