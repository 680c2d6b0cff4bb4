"""The proof of a project: the triangle, the wrong solutions, the skeleton, the lessons.

State k has the steps 1…k solved. In it every test of those steps passes and each test of step k+1 fails in its
set-up or call; every known mistake fails a test of its step; state 0 imports and type-checks like the reference;
the code blocks of lessons and README print what they say; and `see` shows something new with every step.
"""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from .batch import AT_ONCE
from .complaints import untrue
from .exercise import Step, Wrong
from .mistakes import Pattern, is_as_recorded, is_made_by_learners, key, load
from .proof import Cell, Mistake, Proof
from .reference import Reference, modules
from .refusals import judge_wrong, mistake_of
from .results import Result, Test
from .runs import Runner
from .suites import judge_name, judge_suite, mutants, suite_of
from .typecheck import difference, mypy_says
from .verdicts import judge_solved, judge_unsolved, last_line

Progress = Callable[[int, int], None]


def prove(
    reference: Reference,
    python: str = sys.executable,
    progress: Progress = lambda *_: None,
    whole: bool = False,
    tested: bool = False,
) -> Proof:
    """Prove ``reference`` under the interpreter of its environment, `AT_ONCE` runs at a time.

    A mistake is judged by the tests that its record names, which refused it when it was recorded; in a ``whole``
    proof, and where it shows otherwise than recorded, by all. Where the reference was ``tested`` a moment ago,
    the tests of the whole project are left out.
    """
    began = time.monotonic()
    steps = reference.exercise.steps
    proof = Proof(reference.folder.name, [step.title for step in steps])
    for step in steps:
        _ = step.suite or reference.test_file(step.number)  # complains early where there is none
    with Runner(reference, python, foreign=[reference.folder / "src"], explain=False) as runner:
        proof.warm_up_s = round(time.monotonic() - began, 2)
        work = _Work(reference, runner, proof, python, {} if whole else load(reference.folder))
        tasks = list(work.tasks(tested))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            futures = [pool.submit(task) for task in tasks]
            try:
                for done, future in enumerate(as_completed(futures), 1):
                    future.result()
                    progress(done, len(tasks))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                runner.stop()  # ends the runs that the pool still waits for
                raise
    proof.cells.sort(key=lambda cell: (cell.state, cell.step))
    proof.mistakes.sort(key=lambda mistake: mistake.number)
    proof.problems = sorted({*proof.problems, *work.unlike_names(), *runner.problems})
    proof.runs, proof.seconds = len(tasks), round(time.monotonic() - began, 2)
    return proof


class _Work:
    """The runs of a proof; each task writes what it found into the proof."""

    def __init__(
        self,
        reference: Reference,
        runner: Runner,
        proof: Proof,
        python: str,
        recorded: Mapping[str, Pattern],
    ) -> None:
        self._reference, self._runner, self._proof = reference, runner, proof
        self._python, self._recorded = python, recorded
        self._exercise = reference.exercise
        self._names: dict[tuple[int, str], set[str]] = {}  # (step, failing or passing) -> tests

    def tasks(self, tested: bool) -> Iterator[Callable[[], None]]:
        """Yield the tasks, long ones first."""
        yield self._types
        if not tested:
            yield self._whole
        for state in reversed(range(self._reference.last + 1)):
            yield lambda state=state: self._state(state)  # type: ignore[misc]
        for step in self._exercise.steps:
            if step.suite:
                yield lambda step=step: self._suite(step)  # type: ignore[misc]
        for wrong in self._exercise.wrong:
            if is_made_by_learners(self._exercise, wrong):  # else a mutant, judged with the suite
                yield lambda wrong=wrong: self._wrong(wrong)  # type: ignore[misc]
            if wrong.complaint:
                yield lambda wrong=wrong: self._complaint(wrong)  # type: ignore[misc]
        for step in self._exercise.steps:
            yield lambda step=step: self._lesson(step)  # type: ignore[misc]
            if step.see:
                yield lambda step=step: self._see(step)  # type: ignore[misc]
        yield self._readme
        yield self._imports

    def _complain(self, where: str, *problems: str) -> None:
        self._proof.problems += [f"{where}: {problem}" for problem in problems]

    @contextmanager
    def _rendered(self, state: int) -> Iterator[Path]:
        folder = self._runner.folder()
        self._reference.write(folder / "state", range(1, state + 1))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    # The triangle

    def _state(self, state: int) -> None:
        """Judge a state: the step just solved by itself, as `check` runs it, and the others together."""
        steps = [s for s in self._exercise.steps if s.number <= state + 1 and not s.suite]
        files = {step.number: self._reference.test_file(step.number) for step in steps}
        alone = [file for number, file in files.items() if number == state]
        others = [file for number, file in files.items() if number != state]
        with self._rendered(state) as folder:
            for batch in filter(None, (alone, others)):
                result = self._runner.pytest(folder, batch)
                self._complain(f"state {state}", *result.problems)
                for number, file in files.items():
                    if file in batch:
                        self._judge(
                            state, number, result.of(file), result.uncollected.get(file, "")
                        )

    def _judge(self, state: int, number: int, tests: list[Test], uncollected: str = "") -> None:
        where = f"state {state}, step {number}"
        if uncollected:
            self._complain(where, f"its tests cannot be collected: {last_line(uncollected)}")
            return
        if not tests:
            self._complain(where, "there is no test")
        solved = number <= state
        for test in tests:
            problem = judge_solved(test) if solved else judge_unsolved(test)
            if problem:
                self._complain(where, f"{test.name} {problem}")
        failed = sum(test.failed for test in tests)
        self._proof.cells.append(Cell(state, number, len(tests) - failed, failed))
        if state in (number, number - 1):
            self._names[number, "solved" if solved else "unsolved"] = {test.name for test in tests}
        if state == number:
            self._proof.tests += len(tests)

    def unlike_names(self) -> Iterator[str]:
        """Yield a sentence for each step whose stub hides or adds tests."""
        for step in self._exercise.steps:
            without, with_it = (
                self._names.get((step.number, key), set()) for key in ("unsolved", "solved")
            )
            for name in sorted(without ^ with_it):
                yield f"step {step.number}: {name} is there only with the step {'un' * (name in without)}solved"

    def _whole(self) -> None:
        files = self._reference.whole_tests()
        if not files:
            return
        with self._rendered(self._reference.last) as folder:
            result = self._runner.pytest(folder, files)
        self._complain("whole project", *result.problems)
        for file, message in result.uncollected.items():
            self._complain("whole project", f"{file} cannot be collected: {last_line(message)}")
        for file in files:
            if not result.of(file) and file not in result.uncollected:
                self._complain("whole project", f"{file} holds no test")
        for test in result.tests:
            if test.failed or test.outcome == "never run":
                told = f"{test.name} {judge_solved(test)}"
                self._complain("whole project", told)
        self._proof.tests += len(result.tests)

    # Tests steps

    def _suite(self, step: Step) -> None:
        for state in (step.number - 1, step.number):
            suite = suite_of(self._reference.texts(range(1, state + 1)))
            result = judge_suite(self._runner, self._reference, step, suite)
            self._complain(f"state {state}, step {step.number}", *result.problems)
            self._judge(state, step.number, list(result.tests))
        for wrong in mutants(self._reference, step):
            name = judge_name(step, wrong)
            caught = [test for test in result.tests if test.name == name and not test.failed]
            pattern = tuple((test.name, "caught", "") for test in caught)
            self._proof.mistakes.append(Mistake(wrong.number, wrong.step, wrong.says, pattern))

    # Wrong solutions

    def _wrong(self, wrong: Wrong) -> None:
        known = self._recorded.get(key(wrong), {})
        result = judge_wrong(self._runner, self._reference, wrong, known)
        mistake = mistake_of(wrong, result)
        if known and not is_as_recorded(mistake, known):  # by chance, or for good: all are heard
            result = judge_wrong(self._runner, self._reference, wrong)
            mistake = mistake_of(wrong, result)
        if result.uncollected:
            message = last_line(next(iter(result.uncollected.values())))
            self._complain(wrong.name, f"the tests cannot even be collected: {message}")
        # What a wrong solution breaks beyond its tests (a process left behind) is no fault of the project.
        self._complain(
            wrong.name, *(p for p in result.problems if not p.startswith("left a process"))
        )
        if not mistake.pattern and not result.uncollected:
            self._complain(wrong.name, f"no test of step {wrong.step} refuses it")
        self._proof.mistakes.append(mistake)

    def _complaint(self, wrong: Wrong) -> None:
        self._complain(wrong.name, *untrue(self._reference, self._runner, wrong))

    # The skeleton

    def _types(self) -> None:
        """Compare what mypy says, where the project has settings for it."""
        if "[tool.mypy]" not in self._reference.sources["pyproject.toml"].text:
            return
        found = [self._mypy(state) for state in (self._reference.last, 0)]
        if found[0] != found[1]:
            told = f"mypy says otherwise than of the reference: {difference(*found)}"
            self._complain("state 0", told)

    def _mypy(self, state: int) -> set[str]:
        cache = self._reference.folder / ".prove_cache"
        with self._rendered(state) as folder:
            try:
                return mypy_says(self._python, folder / "state", cache)
            except RuntimeError as error:
                self._complain(f"state {state}", str(error))
                return set()

    def _imports(self) -> None:
        with self._rendered(0) as folder:
            names = [*modules(folder / "state" / "src")]
            result = self._runner.imports(folder, names)
        self._complain("state 0", *result.problems)
        if result.status:
            self._complain("state 0", f"the skeleton does not import: {last_line(result.stderr)}")

    # What the learner reads and sees

    def _lesson(self, step: Step) -> None:
        path = self._reference.folder / "steps" / f"{step.number:02}.md"
        if path.exists():
            self._document(path, step.number)
        else:
            self._complain(f"step {step.number}", f"its lesson steps/{path.name} is missing")

    def _readme(self) -> None:
        path = self._reference.folder / "README.md"
        if path.exists():
            self._document(path, self._reference.last)

    def _document(self, path: Path, state: int) -> None:
        with self._rendered(state) as folder:
            result = self._runner.document(folder, path)
        self._complain(f"state {state}", *result.problems)
        if result.status and not result.problems:
            self._complain(
                f"state {state}",
                f"{path.name}: its blocks did not end well: {last_line(result.stdout)}",
            )

    def _see(self, step: Step) -> None:
        where = f"step {step.number}, see"
        before, after, again = (self._seen(step.see, step.number - back) for back in (1, 0, 0))
        self._complain(where, *before.problems, *after.problems)
        if after.status:
            told = f"`{step.see}` exits with {after.status}: {last_line(after.stderr)}"
            self._complain(where, told)
        elif before.stdout == after.stdout:
            self._complain(where, f"`{step.see}` prints the same without the step as with it")
        elif after.stdout != again.stdout:
            self._complain(where, f"`{step.see}` prints something else every time")

    def _seen(self, see: str, state: int) -> Result:
        with self._rendered(state) as folder:
            return self._runner.command(folder, shlex.split(see)[1:])
