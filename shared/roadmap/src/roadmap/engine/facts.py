"""What the interpreters of a run told, judged: was the code under test the code meant?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def problems_in(facts: Sequence[dict[str, Any]], run: Path, environment: Path) -> Iterator[str]:
    """Yield a sentence for each way in which the run in folder ``run`` left its own code.

    ``environment`` is the only one, beside those that the run made itself, whose Python may be started.
    """
    for fact in facts:
        if fact["fact"] == "import" and not _inside(fact["origin"], run):
            yield f"{fact['package']} was imported from elsewhere: {fact['origin']}"
        elif fact["fact"] == "open":
            yield f"a file of other code than the state's was opened: {fact['path']}"
        elif fact["fact"] == "bare name":
            yield f"{fact['name']} was started by its bare name: start it as [sys.executable, '-m', …]"
        elif fact["fact"] == "start" and not _inside_any(fact["prefix"], run, environment):
            yield f"another Python than the project's was started: {fact['argv'][0]} of {fact['prefix']}"


def _inside_any(path: str, *folders: Path) -> bool:
    return any(_inside(path, folder) for folder in folders)


def _inside(path: str, folder: Path) -> bool:
    """Tell whether ``path`` lies in ``folder``, links not followed: a virtual environment's Python is one."""
    return Path(os.path.abspath(path)).is_relative_to(folder)
