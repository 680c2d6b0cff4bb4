"""Measure what a learner waits for: from a save to the result that `./roadmap watch` prints.

``.venv/bin/python shared/roadmap/benchmarks/save_to_result.py study-planner`` makes 20 saves of a finished project in
a temporary copy, spread over its steps, every other one with a mistake, and prints median and worst.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from roadmap.engine.exercise import Step
from roadmap.environment import STAMP
from roadmap.launch import reference_venv
from roadmap.learner import Work, find_built
from roadmap.progress import Progress, change_progress, progress_file
from roadmap.repository import find_root
from roadmap.start import make_work

RESULT = re.compile(rb"\n  (?:\xe2\x9c\x93|\xe2\x9c\x97|\xc2\xb7) ")  # a tick, a cross or a dot
PAUSE_S = 1.5  # what people wait at least between two saves


class Watched:
    """`./roadmap watch` in a pipe."""

    def __init__(self, work: Work) -> None:
        environment = {**os.environ, "ROADMAP_ROOT": str(work.root), "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "roadmap", "watch", work.slug],
            cwd=work.root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def wait_for_result(self) -> None:
        assert self._process.stdout
        shown = b""
        while not RESULT.search(shown):
            piece = os.read(self._process.stdout.fileno(), 65536)
            if not piece:
                raise SystemExit(f"watch ended: {shown.decode()}")
            shown += piece

    def skim(self) -> None:
        """Let what else is said go by, for as long as people look at it."""
        assert self._process.stdout
        time.sleep(PAUSE_S)
        os.set_blocking(self._process.stdout.fileno(), False)
        while self._process.stdout.read(65536):
            pass
        os.set_blocking(self._process.stdout.fileno(), True)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


def finished_copy(root: Path, slug: str, place: Path) -> Work:
    """Make a repository of links in `place`, with a finished project of a learner's in it."""
    for entry in root.iterdir():
        if entry.name in ("roadmap", "shared") or entry.name.startswith("level"):
            (place / entry.name).symlink_to(entry)
    work = Work(find_built(place, slug))
    mine, ours = root / "my" / slug / ".venv", reference_venv(find_built(root, slug))
    make_work(work, work.reference.last, blank=False)
    work.venv.symlink_to(mine if (mine / STAMP).exists() else ours)
    return work


def go_to(work: Work, step: Step) -> None:
    """Note that the learner is at `step`."""

    def change(progress: Progress) -> None:
        progress.started(work.slug).passed = list(range(1, step.number))

    change_progress(work.root, change)
    progress_file(work.root).touch()


def saves(work: Work, step: Step) -> Iterator[str]:
    """Write a file of the step once with a mistake and once as it was, and yield each time what was done."""
    source, number = next(work.reference.regions_of(step.number))
    file = work.folder / source.name
    whole = file.read_text("utf-8")
    stub, solution = ("".join(part(number)) for part in (source.stub, source.solution))
    for kind, text in (("stub", whole.replace(solution, stub)), ("solution", whole)):
        file.write_text(text, "utf-8")
        yield kind


def measure(work: Work, count: int) -> dict[str, list[float]]:
    """Return the seconds from save to result, by kind of step."""
    steps = work.reference.exercise.steps
    took: dict[str, list[float]] = {}
    go_to(work, steps[0])
    watched = Watched(work)
    watched.wait_for_result()
    try:
        for turn in range((count + 1) // 2):
            step = steps[turn * len(steps) // ((count + 1) // 2)]
            go_to(work, step)
            if turn:
                watched.wait_for_result()
            watched.skim()
            moments = saves(work, step)
            while True:
                began = time.monotonic()
                kind = next(moments, None)
                if kind is None:
                    break
                watched.wait_for_result()
                seconds = time.monotonic() - began
                of = "tests that learners write" if step.suite else "steps"
                took.setdefault(of, []).append(seconds)
                print(f"  step {step.number:>2}  {kind:<8}  {seconds:.3f} s", flush=True)
                watched.skim()
    finally:
        watched.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project")
    parser.add_argument("--saves", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = finished_copy(find_root(), arguments.project, Path(folder).resolve())
        took = measure(work, arguments.saves)
    load = os.getloadavg()[0]
    for kind, seconds in took.items():
        median, worst = statistics.median(seconds), max(seconds)
        print(
            f"{arguments.project}, {kind}: median {median:.2f} s, worst {worst:.2f} s of {len(seconds)} saves"
        )
    print(f"(load of the machine {load:.1f} on {os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
