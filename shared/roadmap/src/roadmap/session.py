"""A learner's project kept ready to be judged: a warm process, and the files as they are at every call."""

from __future__ import annotations

from contextlib import suppress

from .check import WHOLE, Bench, Outcome, Running, require_files, runner_of
from .engine.batch import Batch
from .engine.exercise import Step
from .engine.runs import Runner
from .learner import Work


class Session:
    """The warm process of a learner's project; a context manager. One judgement at a time is under way."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._runner: Runner | None = None
        self._batch: Batch | None = None
        self._next: tuple[Batch, Bench] | None = None  # begun ahead

    def __enter__(self) -> Session:
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def renew(self) -> None:
        """Start the warm process, or another in its place, by what upstream and the environment are now."""
        self.close()
        work = Work(self.work.project)
        runner = runner_of(work)
        runner.__enter__()
        self.work, self._runner = work, runner

    def close(self) -> None:
        if self._runner:
            self.cancel()
            self._drop_next()
            self._runner.close()
        self._runner = None

    def cancel(self) -> None:
        """End the judgement that is under way, if one is: whoever waits for it gets `Cancelled`."""
        if self._batch:
            self._batch.cancel()

    def bench(self) -> Bench:
        """Return a bench for a new judgement, which ends the one before; renews what could not be had."""
        self.cancel()
        if self._runner is None:
            self.renew()
        self._batch, bench = self._next or self._new_bench()
        self._next = None
        return bench

    def prepare(self, step: Step) -> None:
        """Begin the next judgement ahead; it is expected to be one of `step`."""
        self._drop_next()
        self._next = self._new_bench()
        with suppress(OSError):  # it is only a head start
            self._next[1].prepare(step)

    def _new_bench(self) -> tuple[Batch, Bench]:
        assert self._runner is not None
        batch = Batch(self._runner)
        return batch, Bench(self.work, batch)

    def _drop_next(self) -> None:
        if self._next:
            self._next[0].cancel()
        self._next = None

    def judge(self, step: Step | None) -> Outcome:
        """Judge a step, or without one the whole project, on a new copy of the files as they are now."""
        require_files(self.work, self.work.reference.exercise.steps)
        bench = self.bench()
        if step is None:
            return bench.whole(Running(WHOLE))
        outcome = bench.judge(step, Running(step.title, step))
        self.prepare(step)
        return outcome
