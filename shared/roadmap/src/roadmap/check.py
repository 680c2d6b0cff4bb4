"""Judging the learner's code: the steps in their order, then the whole project, then the learner's own tests."""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .artefacts import made_by_hand
from .engine.ahead import Ahead
from .engine.batch import Batch
from .engine.exercise import Step
from .engine.results import Result, Test
from .engine.runs import TICK_S, Runner
from .engine.runs import Watch as Count
from .engine.suites import judge_suite
from .environment import STAMP, python_of
from .errors import NOT_YET, Problem
from .learner import Work
from .regions import is_stub
from .scratch import (
    compose,
    compose_mine,
    compose_own,
    compose_tests,
    learner_files,
    missing_file,
    own_tests,
)

WHOLE, YOURS = "the whole project", "your own tests"


@dataclass(frozen=True)
class Outcome:
    """What became of one step, or of the tests called `title` where there is no step."""

    title: str
    step: Step | None = None
    tests: tuple[Test, ...] = ()
    problems: tuple[str, ...] = ()
    broken: str = ""  # why the tests could not even be collected
    not_started: bool = False
    seconds: float = 0.0
    failed: tuple[Test, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "failed", tuple(test for test in self.tests if test.failed))

    @property
    def skipped(self) -> int:
        return sum(test.outcome == "skipped" for test in self.tests)

    @property
    def passed(self) -> bool:
        return bool(self.tests) and not (self.failed or self.problems or self.broken)


@dataclass
class Running:
    """The tests of a step, or of what comes after the last, while they run."""

    title: str
    step: Step | None = None
    done: int = 0
    of: int = 0  # 0: not known yet
    began: float = 0.0  # by the monotonic clock

    def count(self, done: int, of: int) -> None:
        self.done, self.of = done, of


Judge = Callable[[Running], Outcome]
Watch = Callable[[Running], None]


def interpreter(work: Work) -> Path:
    """Return the Python of the learner's environment; raise `Problem` where it is missing or unfinished."""
    python = python_of(work.venv)
    if not python.exists() or not (work.venv / STAMP).exists():
        raise Problem(
            f"my/{work.slug} has no finished environment: `./roadmap start {work.slug}` makes it."
        )
    return python


def runner_of(work: Work) -> Runner:
    """Return the warm process, not yet started, that judges a learner's project in its own environment."""
    python = interpreter(work)
    folders = (work.reference.folder, work.project.mine, work.folder)
    return Runner(work.reference, str(python), foreign=[folder / "src" for folder in folders])


def check(
    work: Work,
    *,
    go_on: bool = False,
    steps: Sequence[Step] | None = None,
    whole: bool = True,
    watch: Watch = lambda _: None,
) -> Iterator[Outcome]:
    """Yield an outcome after another; stop after the first that did not pass, unless told to `go_on`.

    Judges all steps, or those given, and where it is the `whole` project also what comes after them.
    Until the next outcome is there, `watch` hears every moment how far it is.
    """
    if steps is None:
        steps = () if work.is_blank else work.reference.exercise.steps
    runner = runner_of(work)
    require_files(work, steps)
    with runner:
        bench = Bench(work, Batch(runner))
        judges = [*bench.judges(steps), *(bench.judges_of_whole() if whole else ())]
        with closing(bench.two_at_a_time(judges, watch)) as outcomes:
            for outcome in outcomes:
                yield outcome
                if not (outcome.passed or go_on) and outcome.title != WHOLE:
                    return


def _await(running: Running, outcome: Future[Outcome], watch: Watch) -> Outcome:
    watch(running)
    while wait([outcome], TICK_S).not_done:
        watch(running)
    return outcome.result()


def require_files(work: Work, steps: Sequence[Step]) -> None:
    """Raise `Problem` where a file is missing that the steps are written in."""
    if not work.is_blank and (name := missing_file(work, steps)):
        raise missing(work, name)


def missing(work: Work, name: str) -> Problem:
    """Return what to say of a file that is missing or empty."""
    says = (
        f"{work.shown(name)} is {work.lacks(name)}: `./roadmap reset` puts it back, with its holes."
    )
    return Problem(says, status=NOT_YET)


def untouched(work: Work, step: Step) -> bool:
    """Tell whether every region of a step still holds its stub, and nothing was made by hand."""
    if made_by_hand(work, step):
        return False
    regions = list(work.reference.regions_of(step.number))
    texts = {source.name: work.read(source.name) for source, _ in regions}
    return all(
        (text := texts[source.name]) is not None and is_stub(source, n, text)
        for source, n in regions
    )


class Bench:
    """The learner's files and a batch of runs, each of which gets a copy of its own."""

    def __init__(self, work: Work, batch: Batch) -> None:
        self._work, self._batch = work, batch
        self._ahead: dict[tuple[str, ...], Ahead] = {}

    def prepare(self, step: Step) -> None:
        """Begin to judge a step ahead: when `judge` is called, only the learner's files are still to come."""
        if not step.suite:
            files = (self._work.reference.test_file(step.number),)
            folder = self._batch.folder()
            compose_tests(self._work, folder / "state")
            self._ahead[files] = self._batch.begin(folder, files)

    def judges(self, steps: Sequence[Step]) -> list[tuple[Running, Judge]]:
        return [(Running(step.title, step), partial(self.judge, step)) for step in steps]

    def judges_of_whole(self) -> list[tuple[Running, Judge]]:
        """Return what judges all that was built: upstream's tests of it, and the learner's own."""
        whole: list[tuple[Running, Judge]] = [(Running(WHOLE), self.whole)]
        yours: list[tuple[Running, Judge]] = [(Running(YOURS), self.yours)]
        is_whole, is_yours = self._work.reference.whole_tests(), own_tests(self._work)
        return [*(whole if is_whole else ()), *(yours if is_yours else ())]

    def two_at_a_time(
        self, judges: Sequence[tuple[Running, Judge]], watch: Watch
    ) -> Generator[Outcome, None, None]:
        """Yield what each finds, in order, while the next is at work already."""
        pool = ThreadPoolExecutor(max_workers=2)
        waiting: deque[tuple[Running, Future[Outcome]]] = deque()
        try:
            for running, judge in judges:
                running.began = time.monotonic()
                waiting.append((running, pool.submit(judge, running)))
                if len(waiting) == 2:
                    yield _await(*waiting.popleft(), watch)
            while waiting:
                yield _await(*waiting.popleft(), watch)
        finally:
            self._batch.cancel()
            pool.shutdown(cancel_futures=True)

    def judge(self, step: Step, running: Running) -> Outcome:
        if step.suite:
            reference, broken = self._work.reference, ""
            result = judge_suite(self._batch, reference, step, self._suite(), running.count)
        else:
            files = [self._work.reference.test_file(step.number)]
            result, broken = self._run(files, running.count, step)
        outcome = _outcome(step.title, result, broken, step)
        if outcome.passed or outcome.problems or broken or not untouched(self._work, step):
            return outcome
        return _outcome(step.title, result, "", step, not_started=True)

    def whole(self, running: Running) -> Outcome:
        result, broken = self._run(self._work.reference.whole_tests(), running.count)
        return _outcome(WHOLE, result, broken)

    def yours(self, running: Running) -> Outcome:
        result, broken = self._run(own_tests(self._work), running.count, own=True)
        return _outcome(YOURS, result, broken)

    def _suite(self) -> dict[str, str]:
        names = [name for name in learner_files(self._work.folder) if name.startswith("suite/")]
        return {name: self._work.read(name) or "" for name in names}

    def _run(
        self, files: Sequence[str], count: Count, step: Step | None = None, *, own: bool = False
    ) -> tuple[Result, str]:
        """Run test files; where they cannot be collected, return also what the package says to being imported."""
        ahead = None if own else self._ahead.pop(tuple(files), None)
        folder = ahead.folder if ahead else self._batch.folder()
        write = compose_own if own else partial(compose_mine if ahead else compose, step=step)
        try:
            write(self._work, folder / "state")
            result = ahead.result(count) if ahead else self._batch.pytest(folder, files, count)
            broken = self._why(folder, files, result) if result.uncollected else ""
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return result, broken

    def _why(self, folder: Path, files: Sequence[str], result: Result) -> str:
        """Return the traceback of a test file that cannot be imported: pytest's own words may be cut short."""
        for file in files:
            if file in result.uncollected:
                told = self._batch.command(folder, [str(folder / "state" / file)])
                if told.status:
                    return told.stderr
        return next(iter(result.uncollected.values()))


def _outcome(
    title: str, result: Result, broken: str, step: Step | None = None, *, not_started: bool = False
) -> Outcome:
    problems = () if not_started else result.problems
    return Outcome(title, step, result.tests, problems, broken, not_started, result.seconds)
