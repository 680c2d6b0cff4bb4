"""On what was measured: the machine, its load, the code, and what is installed."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from .case import Model
from .process import MB, Place

LIST = """\
import importlib.metadata, json, platform
found = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
print(json.dumps([platform.python_version(), found]))
"""


class Machine(Model):
    """The machine, and how busy it was with anything else when it began: the load is of the last minute."""

    processor: str
    cores: int
    memory_mb: int
    system: str
    load: float


class Installed(Model):
    """The Python of an environment, and every distribution in it with its version."""

    python: str
    packages: dict[str, str]


def this_machine() -> Machine:
    """Describe the machine as it is now."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB,
        system=platform.platform(),
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    """Return the model of the processor, which Python does not know."""
    if sys.platform == "darwin":
        return _said(["sysctl", "-n", "machdep.cpu.brand_string"]) or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8", "replace").splitlines() if cpuinfo.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def installed(place: Place) -> Installed:
    """List what is installed beside a project; nothing where its Python does not answer."""
    python, found = json.loads(_said([str(place.python), "-I", "-c", LIST]) or '["", {}]')
    return Installed(python=python, packages={normalized(name): v for name, v in found.items()})


def normalized(name: str) -> str:
    """Return the one name of a distribution, which people write in many ways."""
    return re.sub(r"[-_.]+", "-", name).lower()


def commit(folder: Path) -> str:
    """Return the commit that `folder` is at, marked where something was changed since."""
    return _said(["git", "-C", str(folder), "describe", "--always", "--dirty=, and changes"])


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
