"""Tests steps: the learner's tests, judged by what they accept and what they catch."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path

from .batch import AT_ONCE, Batch
from .exercise import Step, Wrong
from .reference import Reference
from .render import ALL
from .results import Result, Test
from .runs import Runner, Watch


def judge_suite(
    runner: Runner | Batch,
    reference: Reference,
    step: Step,
    suite: Mapping[str, str],
    watch: Watch | None = None,
    judges: Collection[str] = (),
) -> Result:
    """Judge the texts of ``suite`` (name -> text) on correct implementations and on mutants, some at a time.

    Each judge is one `Test`: correct code must pass all of the suite, and each known mistake must fail a test
    that the reference passes. A suite of which no test holds on the reference therefore catches nothing, and is
    tried on nothing else; where all hold, a run ends at the first that fails, which decides. ``watch`` hears how many
    judges are done, and of how many. With ``judges`` only those so named are heard, after the reference.
    """
    others = [p for p in alternatives(reference.folder) if _is_asked(f"accepts {p.name}", judges)]
    wrongs = [w for w in mutants(reference, step) if _is_asked(f"catches {w.number}", judges)]
    first = _run(runner, reference, step, suite)
    holds = {test.name for test in first.tests if test.outcome == "passed"}
    early = len(holds) == len(first.tests)
    tests = [_accepts(step, "the reference", first)]
    problems = [*first.problems]

    def accepts(folder: Path) -> tuple[Test, Result]:
        result = first
        if holds:
            result = _run(runner, reference, step, suite, overlay=folder, early=early)
        return _accepts(step, folder.name, result), result

    def catches(wrong: Wrong) -> tuple[Test, Result]:
        result = _run(runner, reference, step, suite, wrong, early=early) if holds else first
        test = _catches(step, wrong, result, holds)
        return (replace(test, long=_edit(reference, wrong)) if test.failed else test), result

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for test, result in chain(pool.map(accepts, others), pool.map(catches, wrongs)):
            tests.append(test)
            problems += result.problems
            if watch:
                watch(len(tests), 1 + len(others) + len(wrongs))
    return Result(tuple(tests), tuple(dict.fromkeys(problems)), 0, "", "", first.seconds)


def _is_asked(judge: str, judges: Collection[str]) -> bool:
    return not judges or judge in judges


def mutants(reference: Reference, step: Step) -> list[Wrong]:
    """Return the mistakes in the tested code, not those in the suite itself."""
    return [w for w in reference.exercise.wrong if w.step == step.number and not _in_suite(w.file)]


def score(tests: Iterable[Test]) -> tuple[int, int]:
    """Return how many of the known mistakes a suite caught, and of how many."""
    judges = [test for test in tests if "::catches " in test.name]
    return sum(not test.failed for test in judges), len(judges)


def _edit(reference: Reference, wrong: Wrong) -> str:
    """Return the edit that a mistake is, as a difference."""
    ours, theirs = (reference.texts(ALL, made)[wrong.file] for made in (None, wrong))
    lines = difflib.unified_diff(
        ours.splitlines(), theirs.splitlines(), wrong.file, wrong.file, n=2, lineterm=""
    )
    return "\n".join(lines)


def _in_suite(name: str) -> bool:
    return name.startswith("suite/")


def alternatives(folder: Path) -> list[Path]:
    """Return the folders of other correct implementations: each holds the files that differ."""
    return sorted(p for p in (folder / "alternatives").glob("*") if p.is_dir())


def suite_of(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if _in_suite(name)}


def _run(
    runner: Runner | Batch,
    reference: Reference,
    step: Step,
    suite: Mapping[str, str],
    wrong: Wrong | None = None,
    overlay: Path | None = None,
    early: bool = False,
) -> Result:
    folder = runner.folder()
    try:
        reference.write(folder / "state", ALL, wrong)
        if overlay is not None:
            shutil.copytree(overlay, folder / "state", dirs_exist_ok=True)
        for name, text in suite.items():
            (folder / "state" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "state" / name).write_bytes(text.encode())
        return runner.pytest(folder, [step.suite], early=early)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _accepts(step: Step, what: str, result: Result) -> Test:
    judge = Test(f"{step.suite}::accepts {what}", f"Your tests pass on {what}.", "passed")
    if result.uncollected or not result.tests:
        message = next(iter(result.uncollected.values()), "there is no test in it yet")
        return replace(judge, outcome="failed", exception="Refused", message=message)
    others = [test for test in result.tests if test.outcome != "passed"]
    if not others:
        return judge
    by = next((test for test in others if test.failed), others[0])
    told = by if by.failed else replace(by, exception="Refused", message=f"it is {by.outcome}")
    refused_by = by.name.partition("::")[2]
    return replace(
        told, name=judge.name, sentence=judge.sentence, outcome="failed", refused_by=refused_by
    )


def judge_name(step: Step, wrong: Wrong) -> str:
    """Return the name of the judge that is one mistake."""
    return f"{step.suite}::catches {wrong.number}"


def _catches(step: Step, wrong: Wrong, result: Result, holds: set[str]) -> Test:
    name = judge_name(step, wrong)
    caught = [test for test in result.tests if test.failed and test.name in holds]
    if caught or (result.uncollected and holds):
        return Test(name, wrong.says, "passed")
    says = "no test of yours that holds on the reference fails on this mistake"
    return Test(
        name,
        wrong.says,
        "failed",
        exception="Survived",
        message=says,
        digest=f"survived {wrong.number}" if holds else "",  # else everything survives
    )
