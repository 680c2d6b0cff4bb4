"""A judgement of the learner's project, at work in a thread: it tells what it finds as soon as it is found."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from .check import WHOLE, Bench, Judge, Outcome, Running
from .engine.exercise import Step
from .engine.runs import Cancelled
from .learner import Work

Row = tuple[Running, Judge]


@dataclass(frozen=True)
class Found:
    """An outcome that is there; the `lead` is that of what the learner is at."""

    judgement: int
    outcome: Outcome
    lead: bool


@dataclass(frozen=True)
class Awaited:
    """What an outcome is awaited of; told every moment until that is there."""

    judgement: int
    running: Running


@dataclass(frozen=True)
class Finished:
    """The end of a judgement, and the `error` that ended it, if one did."""

    judgement: int
    error: Exception | None = None


Tell = Callable[[Found | Awaited | Finished], None]


def judges_at(bench: Bench, work: Work, step: Step | None) -> tuple[Row, list[Row]]:
    """Return what judges a step, or without one the whole project; and what else must hold once it passes."""
    steps = () if work.is_blank else work.reference.exercise.steps
    after = bench.judges_of_whole()
    if step is None and after:
        return after[0], [*bench.judges(steps), *after[1:]]
    step = step or steps[-1]
    (lead,) = bench.judges([step])
    return lead, [*bench.judges(steps[: step.number - 1]), *(after if step == steps[-1] else ())]


def judge_all(number: int, bench: Bench, work: Work, tell: Tell) -> None:
    """Judge everything in its order, up to the first that does not pass."""
    steps = () if work.is_blank else work.reference.exercise.steps
    rows = [*bench.judges(steps), *bench.judges_of_whole()]
    _in_thread(number, _in_order(number, bench, rows, tell), tell)


def judge(number: int, bench: Bench, lead: Row, rest: Sequence[Row], tell: Tell) -> None:
    """Judge what the learner is at, and the rest once that passes."""
    _in_thread(number, _first(number, bench, lead, rest, tell), tell)


def _in_thread(number: int, findings: Iterator[Found], tell: Tell) -> None:
    def work() -> None:
        try:
            for found in findings:
                tell(found)
        except Cancelled:
            return  # something newer is judged already
        except Exception as error:  # noqa: BLE001 - told to the learner, who goes on
            tell(Finished(number, error))
        else:
            tell(Finished(number))

    threading.Thread(target=work, daemon=True).start()


def _first(
    number: int, bench: Bench, lead: Row, rest: Sequence[Row], tell: Tell
) -> Iterator[Found]:
    running, judge = lead
    running.began = time.monotonic()
    outcome = judge(running)
    yield Found(number, outcome, lead=True)
    if outcome.passed:
        yield from _in_order(number, bench, rest, tell)


def _in_order(number: int, bench: Bench, rows: Sequence[Row], tell: Tell) -> Iterator[Found]:
    def watch(running: Running) -> None:
        tell(Awaited(number, running))

    with closing(bench.two_at_a_time(rows, watch)) as outcomes:
        for outcome in outcomes:
            yield Found(number, outcome, lead=False)
            if not outcome.passed and outcome.title != WHOLE:
                return
