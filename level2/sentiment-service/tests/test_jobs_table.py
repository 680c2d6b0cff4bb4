"""The table of jobs, used as many processes use it."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from clock import Clock

from sentiment_service.errors import JobNotFound, KeyReused, LeaseLost, ModelFailed, NotFinished
from sentiment_service.jobs import Jobs
from sentiment_service.runner import run_jobs, work
from sentiment_service.schemas import Label, Verdict

GOOD = Label(label="positive", confidence=0.9)


async def praise(texts: Sequence[str]) -> Sequence[Verdict]:
    return [GOOD] * len(texts)


def never() -> bool:
    return False


def test_the_same_key_is_the_same_job(jobs: Jobs) -> None:
    """Whoever sends a file again, since no answer came, does not get a second job."""
    first = jobs.create(["a", "b"], "mine")
    assert jobs.create(["a", "b"], "mine") == first
    assert jobs.create(["a", "b"], "another").id != first.id
    assert jobs.create(["a", "b"]).id != jobs.create(["a", "b"]).id
    with pytest.raises(KeyReused, match="mine was used for another file"):
        jobs.create(["a", "c"], "mine")


def test_many_who_send_the_same_at_once_make_one_job(jobs: Jobs) -> None:
    """The key is looked up and stored in one transaction."""
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: jobs.create(["a"], "mine").id, range(16)))
    assert len(set(made)) == 1


def test_many_workers_share_the_jobs(jobs: Jobs) -> None:
    """Each job is claimed once, whoever is first."""
    made = {jobs.create([f"text {number}"]).id for number in range(12)}
    start = threading.Barrier(4)

    def take(_: int) -> list[str]:
        start.wait(5)
        return [lease.job for lease in iter(jobs.claim, None)]

    with ThreadPoolExecutor(4) as threads:
        taken = [job for each in threads.map(take, range(4)) for job in each]
    assert sorted(taken) == sorted(made)


def test_a_cancelled_job_keeps_nothing(jobs: Jobs, tmp_path: Path) -> None:
    """Texts and verdicts are gone; cancelling again changes nothing."""
    lease = jobs.claim(jobs.create(["a", "b", "c"]).id)
    assert lease
    jobs.save(lease, 0, [GOOD, GOOD])
    for _ in range(2):
        jobs.cancel(lease.job)
    assert jobs.find(lease.job).state == "cancelled" and jobs.claim() is None
    with pytest.raises(LeaseLost):
        jobs.save(lease, 1, [GOOD])
    with sqlite3.connect(tmp_path / "jobs.db") as database:
        for table in ("chunk", "result"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    database.close()


def test_nobody_finds_or_cancels_what_never_was(jobs: Jobs) -> None:
    """The error names the job."""
    for ask in (jobs.find, jobs.cancel):
        with pytest.raises(JobNotFound, match="There is no job nowhere"):
            ask("nowhere")


def test_a_job_is_done_only_when_every_line_is(jobs: Jobs) -> None:
    """Whoever says so too early is told."""
    lease = jobs.claim(jobs.create(["a", "b", "c"]).id)
    assert lease
    jobs.save(lease, 0, [GOOD, GOOD])
    with pytest.raises(LeaseLost):
        jobs.finish(lease)
    assert jobs.find(lease.job).done == 2


def test_a_model_that_dies_costs_one_lease(jobs: Jobs, clock: Clock) -> None:
    """The runner logs it and goes on; when the lease has run out it takes the job up where it was."""
    calls: list[int] = []

    async def dies_once(texts: Sequence[str]) -> Sequence[Verdict]:
        calls.append(len(texts))
        if len(calls) == 2:
            clock.now += 20
            raise ModelFailed
        return [GOOD] * len(texts)

    async def main() -> None:
        stop, wake = asyncio.Event(), asyncio.Event()
        runner = asyncio.create_task(run_jobs(jobs, dies_once, stop, wake, sweep_s=0.01))
        async with asyncio.timeout(10):
            while jobs.find(job).state != "done":  # noqa: ASYNC110 # the table has no events
                await asyncio.sleep(0.01)
        stop.set()
        await runner

    job = jobs.create(["a", "b", "c", "d"]).id
    asyncio.run(main())
    assert calls == [2, 2, 2]
    assert [row.line for row in jobs.results(job)] == [1, 2, 3, 4]


def test_a_new_job_is_begun_at_once(jobs: Jobs) -> None:
    """A runner that is woken does not wait for its next sweep, an hour away; and it leaves no task behind."""

    async def main() -> int:
        stop, wake = asyncio.Event(), asyncio.Event()
        runner = asyncio.create_task(run_jobs(jobs, praise, stop, wake, sweep_s=3600))
        async with asyncio.timeout(10):
            for _ in range(3):
                await asyncio.sleep(0.05)  # it has found nothing, and waits
                job = jobs.create(["a"]).id
                wake.set()
                while jobs.find(job).state != "done":  # noqa: ASYNC110 # the table has no events
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        waiting = len(asyncio.all_tasks())
        stop.set()
        await runner
        return waiting

    assert asyncio.run(main()) == 4  # this one, the runner, and its two waits


def test_to_be_given_back_is_no_failed_attempt(jobs: Jobs) -> None:
    """A service that is started anew ten times, before it saved a chunk, has broken nothing."""
    job = jobs.create(["a"]).id
    for _ in range(10):
        lease = jobs.claim()
        assert lease
        jobs.release(lease)
    assert jobs.claim() and jobs.find(job).state == "running"


def test_a_table_that_is_away_is_not_replaced_by_an_empty_one(jobs: Jobs, tmp_path: Path) -> None:
    """SQLite would make a new file, and accept nothing in it; it says that it cannot open one instead."""
    for file in tmp_path.glob("jobs.db*"):
        file.unlink()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        jobs.waiting()
    assert not (tmp_path / "jobs.db").exists()


def test_a_result_that_is_deleted_while_it_is_read_does_not_look_whole(jobs: Jobs) -> None:
    """Who reads it gets an error, and not the first half as if it were all."""
    lease = jobs.claim(jobs.create(["a", "b", "c"]).id)
    assert lease
    asyncio.run(work(jobs, lease, praise, never))
    rows = jobs.results(lease.job)
    assert next(rows).text == "a"
    jobs.cancel(lease.job)
    with pytest.raises(NotFinished, match="is cancelled"):
        list(rows)


def test_texts_that_cannot_be_judged_keep_their_place(jobs: Jobs) -> None:
    """Blank lines, NUL and broken surrogates come back as they were stored."""
    texts = ["fine", "", "\0", "\ud800", "🙂\u2028"]
    lease = jobs.claim(jobs.create(texts).id)
    assert lease
    asyncio.run(work(jobs, lease, praise, never))
    assert [row.text for row in jobs.results(lease.job)] == texts
