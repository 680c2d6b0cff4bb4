"""What projects can do without, and do better with: full data sets, servers, a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from ..engine.exercise import load
from ..environment import STAMP, path_sources, python_of
from ..learner import Work
from ..mine import find_mine
from ..uv import EnvironmentProblem
from .finding import Finding, bad, good, lacking, said_by, to_install

# Sizes tell a download that was cut off; to read all of it takes longer than people wait for a doctor.
ASK = """\
import json
from roadmap_datasets.catalogue import CATALOGUE
from roadmap_datasets.dataset import DamagedFile, DatasetProblem

def look(data):
    try:
        if not data.is_here():
            return "lacking", f"not here: {data.substitute}; all of it is {data.megabytes}", True
        data.check_sizes()
    except DamagedFile as problem:
        return "bad", str(problem), True
    except DatasetProblem as problem:
        return "bad", str(problem), False
    return "good", f"of the right size, in {data.folder()}", False

print(json.dumps([(data.name, *look(data)) for data in CATALOGUE]))
"""
# The program and the package of a server that a project may ask for by this name.
SERVERS = {
    "postgres": ("postgres", "postgresql"),
    "redis": ("redis-server", "redis-server"),
    "nginx": ("nginx", "nginx"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def extras(root: Path) -> Iterator[Finding]:
    """Yield what there is to say of data, servers and browsers that a project asks for which was begun."""
    mine = list(find_mine(root))
    if work := next(filter(_has_data, mine), None):
        yield from data_sets(work)
    begun = [work.project.folder for work in mine]
    for name in sorted(
        {name for folder in begun for name in load(folder, without_wrong=True).services}
    ):
        if name in SERVERS:
            yield server(*SERVERS[name])
    if any('"playwright' in (folder / "pyproject.toml").read_text("utf-8") for folder in begun):
        yield browser()


def _has_data(work: Work) -> bool:
    """Tell whether a project's environment can be asked for data sets."""
    try:
        return "mlbr-datasets" in path_sources(work.folder) and (work.venv / STAMP).exists()
    except EnvironmentProblem:  # told of the project itself
        return False


def data_sets(work: Work) -> Iterator[Finding]:
    """Ask the package, in an environment that has it, which data sets are here."""
    command = f"{work.name}/.venv/bin/python -m roadmap_datasets"
    answer = said_by(str(python_of(work.venv)), "-c", ASK, cwd=work.folder)
    if not answer:
        yield bad(f"{work.name} cannot tell which data sets are here", f"{command} list")
        return
    for name, state, says, can_be_had in json.loads(answer):
        mend = f"{command} get {name}" if can_be_had else ""
        yield Finding(state, f"data set {name}: {says}", mend)


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
