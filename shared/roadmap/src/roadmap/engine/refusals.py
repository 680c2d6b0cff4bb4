"""Wrong solutions, judged by the tests of their steps: each must be refused, and how is its pattern."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from .batch import AT_ONCE
from .exercise import Wrong
from .mistakes import is_made_by_learners
from .proof import Mistake
from .reference import Reference
from .results import Result
from .runs import Runner
from .suites import judge_suite, suite_of


def judge_wrong(
    runner: Runner, reference: Reference, wrong: Wrong, judges: Collection[str] = ()
) -> Result:
    """Judge a mistake that learners can make, in the state in which it is made.

    It is judged by those ``judges`` alone that are named, tests of its step or of its suite; by all where none is.
    """
    step, solved = reference.exercise.step(wrong.step), range(1, wrong.step + 1)
    if step.suite:
        suite = suite_of(reference.texts(solved, wrong))
        return judge_suite(runner, reference, step, suite, judges=judges)
    folder = runner.folder()
    try:
        reference.write(folder / "state", solved, wrong)
        return runner.pytest(folder, [reference.test_file(wrong.step)], only=judges)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def mistake_of(wrong: Wrong, result: Result) -> Mistake:
    """Return the pattern of a mistake in the run that judged it."""
    pattern = tuple((t.name, t.exception, t.digest) for t in result.tests if t.failed)
    return Mistake(wrong.number, wrong.step, wrong.says, pattern)


def judge_mistakes(reference: Reference, python: str = sys.executable) -> list[Mistake]:
    """Judge all mistakes that learners can make once more, some at a time."""
    wrong = [w for w in reference.exercise.wrong if is_made_by_learners(reference.exercise, w)]
    with (
        Runner(reference, python, foreign=[reference.folder / "src"], explain=False) as runner,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        results = pool.map(lambda each: judge_wrong(runner, reference, each), wrong)
        return [mistake_of(*each) for each in zip(wrong, results, strict=True)]
