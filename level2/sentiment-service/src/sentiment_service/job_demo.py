"""A job that outlives its workers, to be looked at; no time passes but that of a clock that is moved."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sentiment_service.errors import LeaseLost
from sentiment_service.jobs import Jobs, Lease
from sentiment_service.runner import work
from sentiment_service.schemas import Label, Verdict

TEXTS = ["Good.", "Fine.", "Great!", "Lovely.", "Super."]
GOOD = Label(label="positive", confidence=0.9)


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time that it shows, in seconds."""
        return self.now


def show_job() -> Iterator[str]:
    """Let a worker stop in the middle, another go on, and the first come back too late."""
    with TemporaryDirectory() as folder:
        clock = Clock()
        jobs = Jobs(Path(folder, "jobs.db"), clock, lease_s=10, chunk_lines=2)
        job = jobs.create(TEXTS).id
        yield "0 s   a job of 5 lines, in chunks of 2"
        first = claim(jobs, job)
        jobs.save(first, 0, [GOOD, GOOD])
        yield f"0 s   the first worker saves chunk 0 and stops: {progress(jobs, job)}"
        clock.now = 5.0
        yield f"5 s   a second worker asks for it, and gets {jobs.claim(job)}"
        clock.now = 11.0
        second = claim(jobs, job)
        yield f"11 s  the lease has run out: it gets it; chunks {jobs.missing(job)} are missing"
        asyncio.run(work(jobs, second, judge, lambda: False))
        yield f"11 s  it works the rest off: {progress(jobs, job)}"
        try:
            jobs.save(first, 1, [GOOD, GOOD])
        except LeaseLost:
            yield "11 s  the first comes back and would save chunk 1: LeaseLost"
        yield f"lines in the result: {[row.line for row in jobs.results(job)]}"


def show_celery() -> Iterator[str]:
    """Say what Celery is set to, and send a worker the same message three times."""
    from celery import Celery

    from sentiment_service.celery_app import announce_overdue, configure, run_once
    from sentiment_service.weights import load_model

    configure(app := Celery("demo", broker="memory://", set_as_current=False))
    for name in ("task_acks_late", "task_reject_on_worker_lost", "worker_prefetch_multiplier"):
        yield f"{name}: {app.conf[name]}"
    yield f"broker_transport_options: {app.conf.broker_transport_options}"
    with TemporaryDirectory() as folder:
        clock, told = Clock(), list[str]()
        jobs = Jobs(Path(folder, "jobs.db"), clock, lease_s=10, chunk_lines=2)
        job = jobs.create(TEXTS).id

        async def announce(job: str) -> None:
            told.append(job)

        claim(jobs, job)
        yield "0 s   a worker takes the job, and is killed"
        for clock.now in (5.0, 11.0, 12.0):
            asyncio.run(announce_overdue(jobs, announce))
            yield f"{f'{clock.now:.0f} s':<5} swept: announced {len(told)} times so far"
        for _ in range(3):
            run_once(jobs, job, load_model(), lambda: False)
            yield f"12 s  a message arrives: {progress(jobs, job)}"


async def judge(texts: Sequence[str]) -> Sequence[Verdict]:
    """Praise everything."""
    return [GOOD] * len(texts)


def claim(jobs: Jobs, job: str) -> Lease:
    """Take a job that is free."""
    lease = jobs.claim(job)
    if lease is None:
        raise RuntimeError("the job was free, and could not be claimed")
    return lease


def progress(jobs: Jobs, job: str) -> str:
    """Say how far a job is."""
    found = jobs.find(job)
    return f"{found.state}, {found.done} of {found.lines} lines"
