"""What projects can do without, and do better with: full data sets, servers, a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ..engine.exercise import load
from ..environment import STAMP, path_sources, python_of
from ..learner import Work
from ..mine import find_mine
from ..repository import projects
from ..uv import EnvironmentProblem
from .finding import PATIENCE_S, Finding, bad, good, lacking, to_install

ASK = """\
import json
from roadmap_datasets.catalogue import CATALOGUE
from roadmap_datasets.cli import missing
print(json.dumps([[d.name, d.megabytes, str(d.folder()), d.is_here(), missing(d)] for d in CATALOGUE]))
"""
# The program and the package of a server that a project may ask for by this name.
SERVERS = {
    "postgres": ("postgres", "postgresql"),
    "redis": ("redis-server", "redis-server"),
    "nginx": ("nginx", "nginx"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def extras(root: Path) -> Iterator[Finding]:
    """Yield what there is to say of data, servers and browsers that a project asks for."""
    if work := next(filter(_has_data, find_mine(root)), None):
        yield from data_sets(work)
    built = [project.folder for project in projects(root)]
    for name in sorted(
        {name for folder in built for name in load(folder).services if name in SERVERS}
    ):
        yield server(*SERVERS[name])
    if any('"playwright' in (folder / "pyproject.toml").read_text("utf-8") for folder in built):
        yield browser()


def _has_data(work: Work) -> bool:
    """Tell whether a project's environment can be asked for data sets."""
    try:
        return "mlbr-datasets" in path_sources(work.folder) and (work.venv / STAMP).exists()
    except EnvironmentProblem:  # told of the project itself
        return False


def data_sets(work: Work) -> Iterator[Finding]:
    """Ask the package, in an environment that has it, which data sets are here."""
    python = f"{work.name}/.venv/bin/python"
    done = subprocess.run(
        [str(python_of(work.venv)), "-c", ASK],
        cwd=work.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    if done.returncode:
        says = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        yield bad(f"data sets: {says.partition(': ')[2] or says}", "unset ROADMAP_DATA")
        return
    for name, size, folder, is_here, missing in json.loads(done.stdout):
        mend = f"{python} -m roadmap_datasets get {name}"
        if not missing:
            yield good(f"data set {name}: all of it, in {folder}")
        elif is_here:
            yield bad(f"data set {name}: {missing}", mend)
        else:
            yield lacking(f"data set {name}: {missing}; all of it is {size}", mend)


def server(program: str, package: str) -> Finding:
    """Say whether an optional server is installed."""
    if shutil.which(program) or any(Path("/usr/lib").glob(f"{package}/*/bin/{program}")):
        return good(f"{program} is installed")
    return lacking(f"{program} is not installed: tests that need it skip", to_install(package))


def browser() -> Finding:
    """Say whether a browser is installed that tests can drive."""
    found = next(filter(shutil.which, BROWSERS), None)
    missing = lacking("no Chromium: tests that draw in a page skip", to_install("chromium"))
    return good(f"{found}, for tests that draw in a page") if found else missing
