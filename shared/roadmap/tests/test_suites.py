"""A learner's own tests: judged by correct code and by mistakes, with no run that can tell nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from planted import copy_project, plant, proof_of
from waiting import wait_for

from roadmap import show
from roadmap.check import Outcome
from roadmap.engine import results
from roadmap.engine.batch import Batch
from roadmap.engine.mistakes import FILE, key, outdated, record
from roadmap.engine.prove import prove
from roadmap.engine.reference import Reference
from roadmap.engine.results import Result
from roadmap.engine.runs import Cancelled, Runner
from roadmap.engine.suites import alternatives, judge_suite, mutants
from roadmap.learner import Work, find_built
from roadmap.repository import find_root

SUITE = "suite/test_purse.py"
ROOT = find_root(Path(__file__))


class Counted(Batch):
    """A batch that counts its runs."""

    runs = 0

    def pytest(self, *arguments: object, **more: object) -> Result:
        self.runs += 1
        return super().pytest(*arguments, **more)  # type: ignore[arg-type]


@pytest.fixture
def purse(tmp_path: Path) -> Reference:
    return Reference(copy_project("purse", tmp_path))


@pytest.fixture
def runner(purse: Reference) -> Iterator[Runner]:
    with Runner(purse) as runner:
        yield runner


def test_all_judges_are_heard_of_in_their_order(purse: Reference, runner: Runner) -> None:
    """Correct code first, then the mistakes; whoever waits hears how many are judged."""
    step, heard = purse.exercise.steps[1], list[tuple[int, int]]()
    suite = {SUITE: (purse.folder / SUITE).read_text()}
    result = judge_suite(runner, purse, step, suite, lambda *told: heard.append(told))
    judges = [test.name.partition("::")[2] for test in result.tests]
    mistakes = [f"catches {wrong.number}" for wrong in mutants(purse, step)]
    assert judges == ["accepts the reference", "accepts in_cents", *mistakes]
    assert not any(test.failed for test in result.tests)
    assert heard == [(done, len(judges)) for done in range(2, len(judges) + 1)]


@pytest.mark.parametrize("text", ["", "import nothing_such\n", "def test_it():\n    assert 0\n"])
def test_without_a_test_that_holds_no_mistake_is_run(
    purse: Reference, runner: Runner, text: str
) -> None:
    """A suite that is empty, broken or wrong catches nothing: it is tried on the reference alone."""
    step, batch = purse.exercise.steps[1], Counted(runner)
    result = judge_suite(batch, purse, step, {SUITE: text})
    assert alternatives(purse.folder) and batch.runs == 1
    assert all(test.failed for test in result.tests) and len(result.tests) > batch.runs


def test_only_the_judges_asked_for_are_heard(purse: Reference, runner: Runner) -> None:
    """Beside the reference, without which none of them could tell, no other judge runs."""
    step, batch = purse.exercise.steps[1], Counted(runner)
    suite = {SUITE: (purse.folder / SUITE).read_text()}
    asked = f"catches {mutants(purse, step)[-1].number}"
    result = judge_suite(batch, purse, step, suite, judges=[asked])
    assert [test.name.partition("::")[2] for test in result.tests] == [
        "accepts the reference",
        asked,
    ]
    assert batch.runs == 2


@pytest.mark.parametrize(
    ("more", "runs"),
    [("", 2), ("\ndef test_that_fails():\n    assert 0\n", 4)],
    ids=["all hold", "one fails on the reference"],
)
def test_the_first_that_fails_decides(
    purse: Reference, runner: Runner, tmp_path: Path, more: str, runs: int
) -> None:
    """A run ends at the test that catches its mistake, unless the test may fail on whatever it is given."""
    seen = tmp_path / "seen"
    text = (purse.folder / SUITE).read_text()
    note = (
        f"def test_note():\n    with open({str(seen)!r}, 'a') as file:\n        file.write('.')\n"
    )
    result = judge_suite(runner, purse, purse.exercise.steps[1], {SUITE: f"{text}\n{note}{more}"})
    assert seen.read_text() == "." * runs
    assert not any(test.failed for test in result.tests if "::catches" in test.name)


def test_a_suite_of_test_cases_is_judged(purse: Reference, runner: Runner) -> None:
    """Whoever writes tests as the standard library has them catches the same mistakes."""
    text = """
        import unittest
        from purse import Purse

        class PurseTest(unittest.TestCase):
            def test_pays(self):
                purse = Purse()
                purse.put("0.30")
                with self.assertRaises(ValueError):
                    purse.take("0.31")
                purse.take("0.30")
                self.assertEqual(purse.amount, 0)
        """
    result = judge_suite(runner, purse, purse.exercise.steps[1], {SUITE: dedent(text)})
    assert [test.name for test in result.tests if test.failed] == []


def test_a_cancelled_judgement_leaves_no_folder(purse: Reference, runner: Runner) -> None:
    """Whoever saves again and again while tests hang does not fill the disk."""
    hang = "import time\n\ndef test_it():\n    time.sleep(60)\n"
    batch, states = Batch(runner), runner._folder
    with ThreadPoolExecutor() as pool:
        run = pool.submit(judge_suite, batch, purse, purse.exercise.steps[1], {SUITE: hang})
        wait_for(lambda: [*states.glob("*/pytest-*/report.jsonl")] != [])
        batch.cancel()
        with pytest.raises(Cancelled):
            run.result()
    assert [*states.glob("[0-9]*")] == []


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            {
                "suite/test_purse.py": (
                    "    assert purse.amount == 1\n",
                    "    assert purse._amount == 1\n",
                )
            },
            "state 2, step 2: suite/test_purse.py::accepts in_cents fails: AttributeError",
        ),
        (
            {"suite/test_purse.py": ('purse.take("1.01")', "raise ValueError")},
            "state 2, step 2: suite/test_purse.py::catches 3 fails: Survived",
        ),
        (
            {
                "exercise.toml": (
                    'find = "    assert purse.amount == 0\\n"',
                    'find = "    assert purse.amount == 1\\n"',
                )
            },
            "wrong solution 5 (step 2, suite/test_purse.py): no test of step 2 refuses it",
        ),
    ],
    ids=["too narrow", "too weak", "no mistake"],
)
def test_a_suite_that_judges_badly_is_named(
    tmp_path: Path, edits: dict[str, str | tuple[str, str]], expected: str
) -> None:
    """A suite must accept every correct implementation and catch every mutant."""
    project = copy_project("purse", tmp_path)
    plant(project, edits)
    problems = proof_of(project).problems
    assert any(expected in problem for problem in problems), problems


REFUSED_BY_TWO = """
[[wrong]]
step = 1
file = "src/purse/__init__.py"
find = "if Decimal(amount) < 0:"
swap = "if Decimal(amount) > 0:"
says = "What is put in is more than nothing."

[[wrong]]
step = 2
file = "suite/test_purse.py"
find = "    assert purse.amount == 0\\n"
swap = "    assert purse.amount == 1\\n"
says = "Nothing is left."
"""


def test_a_record_says_which_judges_a_proof_hears(tmp_path: Path) -> None:
    """Of a mistake those that its record names, of a suite or of a step; a whole proof hears all."""
    project = copy_project("purse", tmp_path)
    with (project / "exercise.toml").open("a", encoding="utf-8") as exercise:
        exercise.write(REFUSED_BY_TWO)
    reference = Reference(project)
    everybody = prove(reference, whole=True).mistakes
    several = [each for each in everybody if len(each.pattern) > 1]
    assert {reference.exercise.step(each.step).suite for each in several} == {"", SUITE}
    alone = {each.number: replace(each, pattern=each.pattern[:1]) for each in several}
    record(reference.folder, reference.exercise, alone.values(), alone.values())
    heard = {each.number: each for each in prove(reference).mistakes}
    assert {number: heard[number] for number in alone} == alone
    assert prove(reference, whole=True).mistakes == everybody


def test_who_is_not_refused_as_recorded_is_judged_by_all(tmp_path: Path) -> None:
    """A record that does not fit is no proof that nothing refuses a mistake."""
    reference = Reference(copy_project("purse", tmp_path))
    wrong = reference.exercise.wrong[-1]
    (reference.folder / FILE).write_text(
        json.dumps({key(wrong): {"catches 3": "Survived survived 3"}})
    )
    proof = prove(reference)
    assert proof.holds
    assert proof.mistakes[-1].pattern
    assert list(outdated(reference.folder, reference.exercise, proof.mistakes))


@pytest.mark.parametrize(
    ("slug", "step", "says"),
    [
        ("expense-tracker", 1, "  Your tests catch 1 of {} bugs.\n\n"),
        ("mnist-from-scratch", 8, ""),
    ],
)
def test_the_bugs_of_all_suites_are_summed(
    capsys: pytest.CaptureFixture[str], slug: str, step: int, says: str
) -> None:
    """Where several steps ask for tests, a check tells how many of all known bugs they catch so far."""
    work = Work(find_built(ROOT, slug))
    steps = work.reference.exercise.steps
    judges = {"catches 1": "passed", "catches 2": "failed", "accepts the reference": "passed"}
    tests = [
        results.Test(f"suite/test_x.py::{name}", "", outcome) for name, outcome in judges.items()
    ]
    at = steps[step - 1]
    show.scoreboard(work, [Outcome(at.title, at, tuple(tests))])
    bugs = sum(len(mutants(work.reference, each)) for each in steps if each.suite)
    assert capsys.readouterr().out == says.format(bugs)
