"""At night: do suites and tests notice nearly every change that a mutation tool can think of?

The tool takes a test that it cannot find by its id for one that fails, and finds none whose id a function made with
a backslash in it. That those listed as equal live on shows that all were found.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

slow = pytest.mark.skipif(
    not os.environ.get("ROADMAP_SLOW"),
    reason="slow: ROADMAP_SLOW=1 runs it",
)

PROJECT = Path(__file__).parents[1]
KILLED = 0.95  # of all mutants, at the least
CAUGHT = ("killed", "timeout")  # a test failed, or time ran out


def mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in a folder and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=3600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fates(folder: Path) -> dict[str, str]:
    """Return what became of each mutant, by its name."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    return dict(line.strip().split(": ") for line in lines)


def module(name: str) -> str:
    """Return the file of a mutant."""
    return f"{name.split('.')[1]}.py"


def table(ended: dict[str, str]) -> str:
    """Write how many mutants each file had, and how many of them were caught."""
    made = Counter(map(module, ended))
    caught = Counter(module(name) for name, fate in ended.items() if fate in CAUGHT)
    lines = [f"{file:14}{made[file]:8}{caught[file]:8}" for file in sorted(made)]
    score = caught.total() / made.total()
    last = f"{'together':14}{made.total():8}{caught.total():8}  {score:.1%}"
    return "\n".join([f"{'file':14}{'mutants':>8}{'killed':>8}", *lines, last])


def change(folder: Path, name: str) -> tuple[str, str, str]:
    """Return file, old line and new line of a mutant."""
    shown = mutmut(folder, "show", name).splitlines()
    old, new = (
        next((line[1:].strip() for line in shown if re.match(rf"\{sign}(?!\{sign})", line)), "")
        for sign in "-+"
    )
    return module(name), old, new


@slow
def test_mutants_die(tmp_path: Path) -> None:
    """Of all mutants 95 % die, and each that lives is listed in survivors.toml with its reason."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "mutants"))
    mutmut(folder, "run")
    ended = fates(folder)
    lived = {name for name, fate in ended.items() if fate not in CAUGHT}
    print(f"\n{table(ended)}")
    assert len(ended) > 1000
    assert len(ended) - len(lived) >= KILLED * len(ended), sorted(lived)
    listed = tomllib.loads((PROJECT / "tests" / "survivors.toml").read_text(encoding="utf-8"))
    known = {(each["file"], each["was"], each["is"]) for each in listed["survivors"]}
    assert {change(folder, name) for name in lived} == known
