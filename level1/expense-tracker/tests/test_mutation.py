"""At night: do suites and tests notice nearly every change that a mutation tool can think of?

It takes a test that it cannot find by its id for one that fails, and finds none whose id a function made with a
backslash in it: that those listed as equal live on shows that all were found.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

slow = pytest.mark.skipif(
    not os.environ.get("ROADMAP_SLOW"),
    reason="slow: ROADMAP_SLOW=1 runs it",
)

PROJECT = Path(__file__).parents[1]
KILLED = 0.95  # of all mutants, at the least
CAUGHT = ("🎉", "⏰", "🤔")  # mutmut's signs: a test failed, time ran out, a test was in doubt


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


def counts(told: str) -> dict[str, int]:
    """Read the last report of progress: each sign, and how many mutants ended so."""
    *_, last = re.finditer(r"(?P<done>[0-9]+)/(?P=done) (?P<ends>( +\S [0-9]+)+)", told)
    return {sign: int(count) for sign, count in re.findall(r"(\S) ([0-9]+)", last["ends"])}


def change(folder: Path, name: str) -> tuple[str, str, str]:
    """Return file, old line and new line of a mutant."""
    shown = mutmut(folder, "show", name).splitlines()
    old, new = (
        next((line[1:].strip() for line in shown if re.match(rf"\{sign}(?!\{sign})", line)), "")
        for sign in "-+"
    )
    return f"{name.split('.')[1]}.py", old, new


@slow
def test_mutants_die(tmp_path: Path) -> None:
    """Of all mutants 95 % die, and each that lives is listed in survivors.toml with its reason."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "mutants"))
    ended = counts(mutmut(folder, "run"))
    lines = mutmut(folder, "results").splitlines()
    lived = {
        line.strip().removesuffix(": survived") for line in lines if line.endswith(": survived")
    }
    killed, made = sum(ended.get(sign, 0) for sign in CAUGHT), sum(ended.values())
    print(f"{killed} of {made} mutants killed")
    assert made > 200
    assert killed >= KILLED * made, sorted(lived)
    listed = tomllib.loads((PROJECT / "tests" / "survivors.toml").read_text(encoding="utf-8"))
    known = {(each["file"], each["was"], each["is"]) for each in listed["survivors"]}
    assert {change(folder, name) for name in lived} == known
