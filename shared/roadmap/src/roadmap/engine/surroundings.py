"""The environment variables of a run: the machine's own, without what would make runs differ."""

from __future__ import annotations

import os
from pathlib import Path

DROPPED = (
    "PYTEST_",
    "PYTHON",
    "COV_",
    "HYPOTHESIS_",
    "NO_COLOR",
    "FORCE_COLOR",
    "VIRTUAL_ENV",
    "GIT_",
    "XDG_",
    "ROADMAP_",
)
# Threads that wait for each other take, on a machine that is busy, several times as long as one.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
    # TensorFlow's own threads are missing in a child that is forked after an operation, and it waits for them.
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


def surroundings(python: Path, real_python: Path, folder: Path) -> dict[str, str]:
    """Return the variables of all runs in ``folder`` that use ``python``, the mirror of ``real_python``."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
    home = Path(os.environ.get("HOME", "/"))
    real = str(real_python.parent)
    path = [p for p in os.environ.get("PATH", os.defpath).split(os.pathsep) if p != real]
    fixed = {
        "PATH": os.pathsep.join([str(python.parent), *path]),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(home / ".cache")),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        "TZ": "UTC",
        "LANGUAGE": "C",  # English for all; to look for translations is most of what a parser of options takes
        **ONE_THREAD,
    }
    data = {k: os.environ[k] for k in ("ROADMAP_DATA",) if k in os.environ}
    return {**kept, **fixed, **data}
