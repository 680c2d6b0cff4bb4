"""Measure the time from saving a solution of study-planner's first step to the result of its tests.

    python benchmarks/watch_or_pytest.py prepare|watch|pytest FOLDER

`watch` is a learner who has `./roadmap watch` open, `pytest` one who starts a fresh pytest on the file of the step.
Both save over the empty step, so that an answer of before the save would tell of no test that passed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter, sleep

from roadmap.engine.reference import Reference
from roadmap.repository import find_root

ROOT = find_root(Path(__file__))
SLUG = "study-planner"
CODE = "src/study_planner/durations.py"
TESTS = "tests/test_01_say_durations.py"
PAUSE_S = 1.5  # what people take at least to write something


class Learner:
    """A clone of the repository, by links, in which the project was started."""

    def __init__(self, folder: Path) -> None:
        self.clone = folder / "clone"
        self.project = self.clone / "my" / SLUG
        self._stub, self._solution = folder / "stub.py", folder / "solution.py"

    def start(self) -> None:
        """Make the clone, start the project in it, and keep both states of the step's file."""
        reference = Reference(ROOT / "level1" / SLUG)
        self._stub.write_text(reference.texts(())[CODE])
        self._solution.write_text(reference.texts((1,))[CODE])
        self.clone.mkdir()
        for name in ("level1", "roadmap", "shared"):
            (self.clone / name).symlink_to(ROOT / name)
        with self.roadmap("start", SLUG) as process:
            process.communicate()
        if process.returncode:
            sys.exit(process.returncode)

    def roadmap(self, *arguments: str) -> subprocess.Popen[str]:
        """Run the learner's command, to be written to and read from."""
        return subprocess.Popen(
            [sys.executable, "-m", "roadmap", *arguments],
            env=os.environ | {"ROADMAP_ROOT": str(self.clone)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def empty(self) -> None:
        """Put the step back, and forget that it was ever passed."""
        shutil.copyfile(self._stub, self.project / CODE)
        (self.clone / "my" / "progress.json").unlink(missing_ok=True)

    def save(self) -> float:
        """Save the solution, and return when."""
        solution = self._solution.read_text()
        began = perf_counter()
        (self.project / CODE).write_text(solution)
        return began


def watch(learner: Learner) -> tuple[float, str]:
    """Return the seconds from save to result, and the result."""
    with learner.roadmap("watch", SLUG) as process:
        assert process.stdin and process.stdout
        line_with(process.stdout, "not started")
        sleep(PAUSE_S)
        began = learner.save()
        result = line_with(process.stdout, " tests")
        seconds = perf_counter() - began
        process.stdin.close()
        process.stdout.read()
    return seconds, result


def line_with(lines: Iterable[str], text: str) -> str:
    """Return the next line with a text in it."""
    return next((line for line in lines if text in line), f"{text} was never told")


def pytest(learner: Learner) -> tuple[float, str]:
    """Return the seconds from save to result, and the result."""
    python = learner.project / ".venv" / "bin" / "python"
    command = [str(python), "-m", "pytest", "-q", TESTS]
    began = learner.save()
    printed = subprocess.check_output(command, cwd=learner.project, text=True)
    return perf_counter() - began, printed.splitlines()[-1]


def main(what: str, folder: str) -> None:
    """Prepare, or measure one."""
    learner = Learner(Path(folder))
    if what == "prepare":
        learner.start()
    else:
        learner.empty()
        seconds, result = {"watch": watch, "pytest": pytest}[what](learner)
        print(f"{result}\nwall_s {seconds:.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
