"""What the interpreters of a run told, judged: was the code under test the code meant?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PYTHON = re.compile(r"python[\d.]*")
MUTING = frozenset(
    "IES"
)  # options under which an interpreter reads no PYTHONPATH, and so tells nothing


def problems_in(
    facts: Sequence[dict[str, Any]], run: Path, prefix: str, scripts: Sequence[str]
) -> list[str]:
    """Return a sentence for each way in which the run in folder ``run`` left its own code.

    ``prefix`` is the environment of the project, ``scripts`` the commands that installing the project makes.
    """
    return [*_judge(facts, run, prefix, scripts)]


def _judge(
    facts: Sequence[dict[str, Any]], run: Path, prefix: str, scripts: Sequence[str]
) -> Iterator[str]:
    for fact in facts:
        kind = fact["fact"]
        if kind == "import" and not _inside(fact["origin"], run):
            yield f"{fact['package']} was imported from elsewhere: {fact['origin']}"
        elif kind == "open":
            yield f"a file of other code than the state's was opened: {fact['path']}"
        elif kind == "start":
            yield from _judge_start(fact, run, prefix, scripts)
        elif kind == "spawn":
            yield from _judge_spawn(fact, run, scripts)


def _judge_start(
    fact: dict[str, Any], run: Path, prefix: str, scripts: Sequence[str]
) -> Iterator[str]:
    argv, began = fact["argv"], Path(fact["prefix"])
    script = next((a for a in argv[1:2] if Path(a).name in scripts), "")
    if script and not _inside(script, run):
        yield f"{Path(script).name} was started by its installed command: start it as [sys.executable, '-m', …]"
    elif os.path.realpath(began) != os.path.realpath(prefix) and not _inside(str(began), run):
        yield f"another Python than the project's was started: {argv[0]} of {began}"


def _judge_spawn(fact: dict[str, Any], run: Path, scripts: Sequence[str]) -> Iterator[str]:
    program = str(fact["program"] or fact["argv"][0])
    name = Path(program).name
    if name in scripts and not _inside(program, run):
        yield f"{name} was started by its installed command: start it as [sys.executable, '-m', …]"
    elif PYTHON.fullmatch(name) and not _inside(program, run):
        options = [a for a in fact["argv"][1:] if a.startswith("-")][:1]
        muted = any(MUTING & set(o[1:].partition("m")[0].partition("c")[0]) for o in options)
        if muted or not fact["reports"]:
            yield f"a Python was started so that it cannot tell what it runs: {' '.join(fact['argv'])}"


def _inside(path: str, run: Path) -> bool:
    """Tell whether ``path`` lies in the folder ``run``, links not followed: a virtual environment's Python is one."""
    return Path(os.path.abspath(path)).is_relative_to(run)
