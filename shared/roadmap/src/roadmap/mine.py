"""All of the learner's work, judged from the code alone, as `./roadmap check --all` judges a project.

``python -m roadmap.mine`` says what holds of everything under ``my/`` and exits with 1 where something is broken. Steps
that are not begun are no fault. With ``--summary FILE`` it also adds a table to that file, and with ``--badge FOLDER``
it draws a badge there. It needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from roadmap.check import YOURS, Outcome, check
from roadmap.engine.results import Test
from roadmap.environment import make_environment, what_is_lost
from roadmap.errors import explain
from roadmap.learner import Work
from roadmap.repository import projects, repository_root
from roadmap.scratch import syntax_fault


@dataclass(frozen=True)
class Verdict:
    """What became of one project; `problem` says why it could not be judged at all."""

    work: Work
    outcomes: tuple[Outcome, ...] = ()
    problem: str = ""

    @property
    def steps(self) -> tuple[Outcome, ...]:
        """The steps; of a project that was started blank, the tests of the whole project."""
        return tuple(
            o for o in self.outcomes if (o.step is None) == self.work.is_blank and o.title != YOURS
        )

    @property
    def passed(self) -> int:
        return sum(outcome.passed for outcome in self.steps)

    @property
    def of(self) -> int:
        return 1 if self.work.is_blank else self.work.reference.last

    @property
    def broken(self) -> list[Outcome]:
        """What was begun and does not hold; the whole project is judged once every step passes."""
        return [
            outcome
            for outcome in self.outcomes
            if not outcome.passed and not self._is_early(outcome)
        ]

    def _is_early(self, outcome: Outcome) -> bool:
        if outcome.title == YOURS:
            return bool(outcome.failed) and all(map(_is_hole, outcome.failed))
        is_whole = outcome.step is None and not self.work.is_blank
        return outcome.not_started or (is_whole and self.passed < self.of)

    @property
    def holds(self) -> bool:
        return not (self.problem or self.broken)


def _is_hole(test: Test) -> bool:
    """Tell whether a test met a step that is not written yet."""
    return test.exception == "NotImplementedError" and test.message.startswith("step ")


def judge(work: Work) -> Verdict:
    """Judge one project, making its environment where that is missing; its progress is neither read nor written."""
    try:
        if lost := what_is_lost(work.folder, work.venv):
            print(lost, file=sys.stderr)
        make_environment(work.folder, work.venv)
        if fault := syntax_fault(work):
            return Verdict(
                work,
                problem=f"Python cannot read {work.name}/{fault.name}:{fault.line}: {fault.message}",
            )
        return Verdict(work, tuple(check(work, go_on=True)))
    except Exception as error:
        if (told := explain(error)) is None:
            raise
        return Verdict(work, problem=told)


def find_mine(root: Path) -> Iterator[Work]:
    """Yield the projects that the learner has begun, in the order of the levels."""
    for project in projects(root):
        work = Work(project)
        if work.is_started:
            yield work


def tell(verdict: Verdict) -> Iterator[str]:
    """Yield the lines that say what became of a project: how far it is, and what is broken."""
    steps = "1 step passes" if verdict.of == 1 else f"{verdict.of} steps pass"
    yield f"{'✓' if verdict.holds else '✗'} {verdict.work.name}: {verdict.passed} of {steps}"
    if verdict.problem:
        yield f"    {verdict.problem}"
    for outcome in verdict.broken:
        yield f"    {named(outcome)}: {why(outcome)}"
    if verdict.broken:
        yield f"    See: ./roadmap check --all {verdict.work.slug}"


def named(outcome: Outcome) -> str:
    """Return a step with its number, or what the tests after the last step are called."""
    return f"step {outcome.step.number}, {outcome.title}" if outcome.step else outcome.title


def why(outcome: Outcome) -> str:
    """Say in a few words what does not hold."""
    if outcome.failed:
        return f"{len(outcome.failed)} of {len(outcome.tests)} tests failed"
    return "it could not be judged" if outcome.broken or outcome.problems else "no test ran"


def main(arguments: Sequence[str]) -> int:
    """Judge everything, tell it, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m roadmap.mine", description=__doc__)
    parser.add_argument("projects", nargs="*", help="only these")
    parser.add_argument("--summary", type=Path, help="a file of Markdown to add a table to")
    parser.add_argument("--badge", type=Path, help="a folder for badge.svg and badge.json")
    asked = parser.parse_args(arguments)
    works = list(find_mine(repository_root()))
    if unknown := set(asked.projects) - {work.slug for work in works}:
        parser.error(f"{sorted(unknown)[0]} is not begun")
    if not works:
        print("There is nothing under my/ yet: ./roadmap start study-planner makes it.")
        return 0
    verdicts = []
    for work in works:
        if not asked.projects or work.slug in asked.projects:
            verdicts.append(judge(work))
            print(*tell(verdicts[-1]), sep="\n", flush=True)
    from roadmap import summary

    if asked.summary:
        with asked.summary.open("a", encoding="utf-8") as file:
            file.write(summary.table(verdicts))
    if asked.badge:
        summary.write_badge(verdicts, asked.badge)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
