"""Step 10: a job that outlives whoever works on it."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from clock import Clock
from watched import Watched

from sentiment_service.errors import LeaseLost
from sentiment_service.jobs import Jobs, Lease
from sentiment_service.runner import work
from sentiment_service.schemas import Label, Verdict

GOOD = Label(label="positive", confidence=0.9)
BAD = Label(label="negative", confidence=0.9)


class Judge:
    """Judges what begins with G as good, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[list[str]] = []

    async def __call__(self, texts: Sequence[str]) -> Sequence[Verdict]:
        self.given.append(list(texts))
        return [GOOD if text.startswith("G") else BAD for text in texts]


def claimed(jobs: Jobs, job: str | None = None) -> Lease:
    """Claim a job that must be free."""
    lease = jobs.claim(job)
    assert lease is not None, "the job was free, and could not be claimed"
    return lease


def labels(jobs: Jobs, job: str) -> list[tuple[int, str, str]]:
    return [(row.line, row.text, getattr(row.verdict, "label", "")) for row in jobs.results(job)]


def test_a_job_is_claimed_once(jobs: Jobs) -> None:
    """While the lease of one lasts, another gets nothing."""
    job = jobs.create(["Good.", "Bad."]).id
    assert claimed(jobs).job == job
    assert jobs.find(job).state == "running"
    assert jobs.claim() is None
    assert jobs.claim(job) is None


def test_who_ask_at_the_same_time_get_different_jobs(jobs: Jobs) -> None:
    """To look for a free job and to take it is one transaction: between two, another would take it, too."""
    made = [jobs.create(["Good."]).id for _ in range(40)]
    with ThreadPoolExecutor(4) as workers:
        taken = list(workers.map(lambda _: jobs.claim(), made))
    given = {lease.job for lease in taken if lease}
    is_shared = len(given) < len(made)
    assert not is_shared, "a job was given to two workers"


def test_the_oldest_is_claimed_first(jobs: Jobs, clock: Clock) -> None:
    """Jobs are worked on in the order in which they came; one that is named is taken before its turn."""
    made = []
    for _ in range(3):
        made.append(jobs.create(["Good."]).id)
        clock.now += 1
    assert claimed(jobs, made[2]).job == made[2]
    assert [claimed(jobs).job, claimed(jobs).job] == made[:2]


def test_a_lease_runs_out(jobs: Jobs, clock: Clock) -> None:
    """Ten seconds without a word, and the job is anybody's, under another name."""
    job = jobs.create(["Good."]).id
    first = claimed(jobs)
    clock.now += 9.5
    assert jobs.claim(job) is None
    clock.now += 1
    second = claimed(jobs, job)
    assert second.job == job and second.owner != first.owner


def test_what_is_saved_is_found(jobs: Jobs) -> None:
    """A chunk's verdicts stand beside its lines, and it is no longer missing."""
    lease = claimed(jobs, jobs.create(["Good.", "Bad.", "Gone."]).id)
    jobs.save(lease, 0, [GOOD, BAD])
    assert jobs.missing(lease.job) == [1]
    assert labels(jobs, lease.job) == [(1, "Good.", "positive"), (2, "Bad.", "negative")]


def test_saving_again_changes_nothing(jobs: Jobs) -> None:
    """A worker that does not know whether its chunk was saved may save it again: the first stays, once."""
    lease = claimed(jobs, jobs.create(["Good.", "Bad."]).id)
    jobs.save(lease, 0, [GOOD, BAD])
    jobs.save(lease, 0, [BAD, BAD])
    assert labels(jobs, lease.job) == [(1, "Good.", "positive"), (2, "Bad.", "negative")]


def test_saving_makes_the_lease_last(jobs: Jobs, clock: Clock) -> None:
    """A job of many chunks takes longer than a lease; each chunk begins the ten seconds anew."""
    lease = claimed(jobs, jobs.create(["Good."] * 6).id)
    for chunk in range(3):
        clock.now += 6
        jobs.save(lease, chunk, [GOOD, GOOD])
        assert jobs.claim() is None


def test_both_or_neither(jobs: Jobs, tmp_path: Path, clock: Clock) -> None:
    """Where a chunk cannot be stored, the lease is not renewed either: another may try after its ten seconds."""
    lease = claimed(jobs, jobs.create(["Good."]).id)
    with closing(sqlite3.connect(tmp_path / "jobs.db")) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON result BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    clock.now += 6
    with pytest.raises(sqlite3.IntegrityError, match="the disk is full"):
        jobs.save(lease, 0, [GOOD])
    clock.now += 5
    assert claimed(jobs, lease.job).owner != lease.owner


def test_who_lost_the_lease_saves_nothing(jobs: Jobs, clock: Clock) -> None:
    """A worker that slept too long wakes up and gets `LeaseLost`; what the new owner does is not touched."""
    late = claimed(jobs, jobs.create(["Good.", "Bad.", "Gone."]).id)
    clock.now += 11
    owner = claimed(jobs)
    with pytest.raises(LeaseLost):
        jobs.save(late, 0, [BAD, BAD])
    assert jobs.missing(owner.job) == [0, 1]
    jobs.save(owner, 0, [GOOD, BAD])


def test_a_cancelled_job_is_lost_to_its_worker(jobs: Jobs) -> None:
    """After `cancel` nothing more is saved, and nobody can claim it."""
    lease = claimed(jobs, jobs.create(["Good.", "Bad."]).id)
    jobs.cancel(lease.job)
    with pytest.raises(LeaseLost):
        jobs.save(lease, 0, [GOOD, BAD])
    jobs.release(lease)
    assert jobs.claim() is None


def test_a_job_that_gets_no_further_is_given_up(jobs: Jobs, clock: Clock) -> None:
    """A chunk that kills whoever works on it is tried three times; then the job has failed, and says where."""
    job = jobs.create(["Good.", "Bad.", "Deadly.", "Gone."]).id
    jobs.save(claimed(jobs), 0, [GOOD, BAD])
    for _ in range(3):
        clock.now += 11
        claimed(jobs)
    clock.now += 11
    assert jobs.claim() is None and jobs.claim(job) is None
    found = jobs.find(job)
    assert found.state == "failed" and "3 times at the lines from 3 on" in str(found.reason)


def test_a_job_that_gets_on_is_never_given_up(jobs: Jobs, clock: Clock) -> None:
    """However often its workers are killed: as long as each saves a chunk before, the count begins anew."""
    job = jobs.create(["Good."] * 12).id
    for chunk in range(6):
        clock.now += 11
        jobs.save(claimed(jobs), chunk, [GOOD, GOOD])
    clock.now += 11
    jobs.finish(claimed(jobs))
    assert jobs.find(job).state == "done"


def test_a_job_is_worked_off_chunk_by_chunk(jobs: Jobs) -> None:
    """Every line gets its verdict, at its place, and the job is done."""
    lease = claimed(jobs, jobs.create(["Good.", "Bad.", "Gone."]).id)
    judge = Judge()
    asyncio.run(work(jobs, lease, judge, lambda: False))
    assert judge.given == [["Good.", "Bad."], ["Gone."]]
    assert labels(jobs, lease.job)[2] == (3, "Gone.", "positive")
    assert jobs.find(lease.job).state == "done"


def test_who_goes_on_does_only_what_is_missing(jobs: Jobs, clock: Clock) -> None:
    """The second worker judges no chunk again that the first has saved."""
    job = jobs.create(["Good.", "Bad.", "Gone.", "Gala.", "Gulp."]).id
    jobs.save(claimed(jobs), 0, [GOOD, BAD])
    clock.now += 11
    judge = Judge()
    asyncio.run(work(jobs, claimed(jobs), judge, lambda: False))
    assert judge.given == [["Gone.", "Gala."], ["Gulp."]]
    assert [line for line, _, _ in labels(jobs, job)] == [1, 2, 3, 4, 5]


def test_each_chunk_is_saved_before_the_next(jobs: Jobs) -> None:
    """Where the model fails at the second chunk, the first is safe."""

    async def fails_then(texts: Sequence[str]) -> Sequence[Verdict]:
        if texts == ["Gone."]:
            raise RuntimeError("out of memory")
        return [GOOD, BAD]

    lease = claimed(jobs, jobs.create(["Good.", "Bad.", "Gone."]).id)
    with pytest.raises(RuntimeError, match="out of memory"):
        asyncio.run(work(jobs, lease, fails_then, lambda: False))
    assert jobs.missing(lease.job) == [1]


def test_who_must_stop_gives_the_job_back(jobs: Jobs) -> None:
    """Asked to stop, it ends after the chunk at hand, and another need not wait for the lease."""
    judge = Judge()
    lease = claimed(jobs, jobs.create(["Good.", "Bad.", "Gone."]).id)
    asyncio.run(work(jobs, lease, judge, lambda: len(judge.given) == 1))
    assert jobs.missing(lease.job) == [1]
    assert jobs.find(lease.job).state == "waiting"
    assert claimed(jobs).owner != lease.owner


@pytest.mark.parametrize("stops", [False, True])
def test_the_loop_is_free_while_the_table_is_asked(jobs: Watched, stops: bool) -> None:
    """SQLite may wait 5 s for another's transaction: whatever `work` asks of it, it asks in a thread."""
    lease = claimed(jobs, jobs.create(["Good."]).id)
    jobs.threads = frozenset()
    asyncio.run(work(jobs, lease, Judge(), lambda: stops))
    assert jobs.threads and threading.main_thread() not in jobs.threads
