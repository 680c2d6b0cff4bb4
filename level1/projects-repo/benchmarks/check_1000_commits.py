"""Measure `check` on a made-up repository of 1,000 commits: `python benchmarks/check_1000_commits.py`.

It has 100 merged branches and 40 projects. Told is the median of some runs of the command, start-up and git and
all: first the time that processors worked, which other work on the machine changes little, then the time that passed.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from projects_repo.git import find_git, version
from projects_repo.katas.scenario import Story

COMMITS, PROJECTS, BRANCH_COMMITS = 1_000, 40, 9
RUNS = 5  # and one before them that does not count


def write_repository(folder: Path) -> None:
    """Write 1,000 commits: branches of nine, each merged into main."""
    story = Story()
    first = {
        f"p{n}/{path}": text
        for n in range(PROJECTS)
        for path, text in (
            ("pyproject.toml", f'[project]\nname = "p{n}"\n'),
            (f"tests/test_p{n}.py", "def test_it() -> None: ...\n"),
        )
    }
    story.commit("main", "Begin", first)
    story.commit("main", "Go on", {"README.md": "# Projects\n"})
    made = 2
    while made < COMMITS:
        branch, merged = f"topic-{made}", {}
        story.branch(branch, at="main")
        for number in range(min(BRANCH_COMMITS, COMMITS - made - 1)):
            path = f"p{(made + number) % PROJECTS}/src/module_{number}.py"
            merged[path] = "".join(f"VALUE_{n} = {made + number + n}\n" for n in range(100))
            story.commit(branch, f"Change {path}", {path: merged[path]})
            made += 1
        story.commit("main", f"Merge branch '{branch}'", merged, merging=[branch])
        made += 1
    story.write(folder)


def measure(folder: Path, *options: str) -> tuple[float, float, str]:
    """Return the median times of a run, processor's and passed, and what it said last."""
    command = [sys.executable, "-m", "projects_repo", "check", str(folder), *options]
    runs = []
    for _ in range(RUNS + 1):
        begin_s, worked_s = time.perf_counter(), processor_s()
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        runs.append((processor_s() - worked_s, time.perf_counter() - begin_s))
    cpu_s, wall_s = map(statistics.median, zip(*runs[1:], strict=True))
    return cpu_s, wall_s, said.splitlines()[-1]


def processor_s() -> float:
    """Return how long processes that ended worked, those that they started among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    print(f"git {'.'.join(map(str, version(find_git())))}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "repository"
        write_repository(folder)
        for options in ((), ("--model", "github-flow"), ("--model", "github-flow", "--history")):
            cpu_s, wall_s, said = measure(folder, *options)
            print(f"{cpu_s:.2f} CPU-s, {wall_s:.2f} s  check {' '.join(options)}: {said}")


if __name__ == "__main__":
    main()
