"""Step 11: the same job on Celery, with a real Redis between."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from clock import Clock
from redis import Redis
from watched import Watched

from sentiment_service.celery_app import announce_overdue, configure, run_once
from sentiment_service.jobs import Jobs
from sentiment_service.verdict import Opinion

LEASE_S = 10
pytestmark = pytest.mark.filterwarnings("ignore:.*superuser privileges")


class Praise:
    """A model that likes everything, and counts what it was given."""

    threshold = 0.7

    def __init__(self) -> None:
        self.given: list[str] = []

    def classify(self, texts: Sequence[str]) -> list[Opinion]:
        self.given += texts
        return [Opinion(0.9) for _ in texts]


@pytest.fixture
def celery(redis_url: str) -> Celery:
    """An application on a database of Redis of this test's own, as `configure` sets it."""
    app = Celery("test", broker=redis_url, set_as_current=False)
    app.conf.task_ignore_result = True
    configure(app)
    return app


@contextmanager
def worker(app: Celery) -> Iterator[Any]:
    """Run a worker in threads: one asks Redis, another works."""
    options = {"pool": "threads", "concurrency": 1, "shutdown_timeout": 10}
    with start_worker(app, perform_ping_check=False, **options) as running:
        yield running


def never() -> bool:
    return False


def test_a_message_stays_until_its_work_is_done(celery: Celery, redis_url: str) -> None:
    """While the task runs Redis still has the message, so that a worker that dies takes none with it."""
    kept: list[int] = []
    done = threading.Event()

    @celery.task(shared=False)
    def look() -> None:
        threading.Event().wait(0.2)  # time enough to drop it
        with Redis.from_url(redis_url) as redis:
            kept.append(redis.hlen("unacked"))
        done.set()

    look.delay()
    with worker(celery):
        assert done.wait(10)
    assert kept == [1]
    with Redis.from_url(redis_url) as redis:
        assert redis.hlen("unacked") == 0 and redis.llen("celery") == 0


def test_redis_does_not_send_a_long_job_twice(celery: Celery) -> None:
    """Redis hands out again what is not done in time; that time must be longer than the longest job, a day say."""
    with celery.connection_for_write() as connection:
        assert connection.default_channel.visibility_timeout >= 24 * 3600


def test_a_killed_process_loses_no_message(celery: Celery) -> None:
    """With late acknowledgement alone, the message of a process that was killed counts as done."""
    assert celery.conf.task_acks_late and celery.conf.task_reject_on_worker_lost


def test_who_is_busy_keeps_no_others_waiting(celery: Celery, redis_url: str) -> None:
    """A worker reserves one message beside the one it works on at most; the others are anybody's."""
    waiting: list[int] = []
    done = threading.Event()

    @celery.task(shared=False)
    def look() -> None:
        if not waiting:
            threading.Event().wait(0.2)  # time enough to reserve more
            with Redis.from_url(redis_url) as redis:
                waiting.append(redis.llen("celery"))
        else:
            done.set()

    for _ in range(6):
        look.delay()
    with worker(celery):
        assert done.wait(10)
    assert waiting[0] >= 4


def test_a_message_has_its_job_done(jobs: Jobs) -> None:
    """The task claims the job that it was told of, and works it off."""
    other, job = jobs.create(["Fine."]).id, jobs.create(["Good.", "Nice.", "Dear."]).id
    run_once(jobs, job, Praise(), never)
    assert jobs.find(job).state == "done"
    assert jobs.find(other).state == "waiting"


def test_a_message_that_comes_again_does_nothing(jobs: Jobs) -> None:
    """Celery delivers at least once; the table sees to it that a job is done once."""
    job = jobs.create(["Good.", "Nice."]).id
    model = Praise()
    for _ in range(3):
        run_once(jobs, job, model, never)
    assert model.given == ["Good.", "Nice."]


def test_a_job_in_other_hands_is_left_alone(jobs: Jobs) -> None:
    """While another's lease lasts, the task ends at once and touches nothing."""
    job = jobs.create(["Good."]).id
    assert jobs.claim(job)
    model = Praise()
    run_once(jobs, job, model, never)
    assert model.given == [] and jobs.missing(job) == [0]


def test_a_job_that_is_taken_away_ends_the_task_in_peace(jobs: Jobs) -> None:
    """Cancelled under its hands, the task ends without an error, which Celery would log as a failure."""
    job = jobs.create(["Good.", "Nice.", "Dear."]).id

    class Slow(Praise):
        def classify(self, texts: Sequence[str]) -> list[Opinion]:
            jobs.cancel(job)
            return super().classify(texts)

    model = Slow()
    run_once(jobs, job, model, never)
    assert model.given == ["Good.", "Nice."]
    assert jobs.find(job).state == "cancelled"


def test_other_errors_are_not_hidden(jobs: Jobs) -> None:
    """A model that fails must be seen: the task fails with its error."""

    class Broken(Praise):
        def classify(self, texts: Sequence[str]) -> list[Opinion]:
            raise MemoryError("no room for the weights")

    with pytest.raises(MemoryError, match="no room"):
        run_once(jobs, jobs.create(["Good."]).id, Broken(), never)


def test_a_killed_workers_job_is_announced_again(jobs: Jobs, clock: Clock) -> None:
    """Once its lease has run out, workers are told of it; a job that is worked on, or done, is no news."""
    told: list[str] = []

    async def announce(job: str) -> None:
        told.append(job)

    lost, done = jobs.create(["Good."]).id, jobs.create(["Nice."]).id
    run_once(jobs, done, Praise(), never)
    assert jobs.claim(lost)
    clock.now += LEASE_S - 1
    assert asyncio.run(announce_overdue(jobs, announce)) == 0 and told == []
    clock.now += 2
    assert asyncio.run(announce_overdue(jobs, announce)) == 1 and told == [lost]


def test_the_loop_is_free_while_one_sweeps(jobs: Watched) -> None:
    """The table is asked in a thread: SQLite may wait 5 s for another's transaction."""

    async def announce(_: str) -> None:
        pass

    jobs.threads = frozenset()
    asyncio.run(announce_overdue(jobs, announce))
    assert jobs.threads and threading.main_thread() not in jobs.threads


def test_it_is_announced_once_in_a_lease(jobs: Jobs, clock: Clock) -> None:
    """However often one sweeps, a job that waits does not fill the queue with messages."""
    told: list[str] = []

    async def announce(job: str) -> None:
        told.append(job)

    jobs.create(["Good."])
    for _ in range(30):
        clock.now += 1
        asyncio.run(announce_overdue(jobs, announce))
    assert len(told) == 3
