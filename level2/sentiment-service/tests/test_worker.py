"""Celery's workers as processes on a real Redis: killed, asked to end, and left without Redis."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import services
from pydantic import SecretStr

from sentiment_service.celery_app import announce_by, announce_overdue, make_celery
from sentiment_service.jobs import Job, Jobs
from sentiment_service.settings import Settings

LINES = 4_000
LEASE_S = 1.0
LONG_S = 60


slow = pytest.mark.skipif(not os.environ.get("ROADMAP_SLOW"), reason="slow: ROADMAP_SLOW=1 runs it")


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> Settings:
    """Jobs in a folder of this test's, on its own database of Redis."""
    return Settings(
        data_folder=tmp_path, redis_url=redis_url, job_runner="celery", job_lease_s=LEASE_S
    )


@pytest.fixture
def table(settings: Settings) -> Jobs:
    """The table that the workers share."""
    return Jobs(settings.database, lease_s=LEASE_S)


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker in a process, or rather in two: Celery's own and the one that works."""
    assert settings.redis_url is not None
    environ = os.environ | {
        "SENTIMENT_SERVICE_DATA_FOLDER": str(settings.data_folder),
        "SENTIMENT_SERVICE_REDIS_URL": settings.redis_url.get_secret_value(),
        "SENTIMENT_SERVICE_JOB_RUNNER": "celery",
        "SENTIMENT_SERVICE_JOB_LEASE_S": str(LEASE_S),
    }
    command = [sys.executable, "-m", "sentiment_service", "worker"]
    log = (settings.data_folder / "worker.log").open("ab")
    with (
        log,
        subprocess.Popen(
            command, env=environ, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until(table: Jobs, job: str, reached: Callable[[Job], bool]) -> Job:
    """Wait until a job has got so far, and return how far it is."""
    end = time.monotonic() + LONG_S
    while not reached(found := table.find(job)):
        assert time.monotonic() < end, f"still {found}"
        time.sleep(0.02)
    return found


def tell(settings: Settings, job: str) -> None:
    asyncio.run(announce_by(make_celery(settings))(job))


def tell_again(settings: Settings, table: Jobs) -> None:
    """Sweep until a job is overdue, as the app does all the time."""
    send = announce_by(make_celery(settings))
    end = time.monotonic() + LONG_S
    while not asyncio.run(announce_overdue(table, send)):
        assert time.monotonic() < end
        time.sleep(0.1)


def texts() -> list[str]:
    return [f"A wonderful film, number {number}." for number in range(LINES)]


def test_a_killed_workers_job_goes_on_with_another(settings: Settings, table: Jobs) -> None:
    """After kill -9 the job is swept up when its lease runs out, and every line is there exactly once."""
    job = table.create(texts()).id
    with worker(settings) as first:
        tell(settings, job)
        before = until(table, job, lambda found: found.done > 0)
        os.killpg(first.pid, signal.SIGKILL)
    assert before.done < LINES
    began = time.monotonic()
    with worker(settings):
        tell_again(settings, table)
        until(table, job, lambda found: found.done > before.done + 500)
        resumed_s = time.monotonic() - began
        until(table, job, lambda found: found.state == "done")
    assert resumed_s < 15
    rows = list(table.results(job))
    assert [row.line for row in rows] == list(range(1, LINES + 1))
    assert [row.text for row in rows] == texts()
    assert Counter(row.verdict.kind for row in rows) == {"label": LINES}


@slow
def test_only_the_process_at_work_is_killed(settings: Settings, table: Jobs) -> None:
    """As the kernel does it when memory runs out: the same worker starts a new process, and the job goes on."""
    job = table.create(texts()).id
    with worker(settings) as process:
        tell(settings, job)
        before = until(table, job, lambda found: found.done > 0)
        children = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True
        )
        os.kill(int(children.stdout), signal.SIGKILL)
        tell_again(settings, table)
        until(table, job, lambda found: found.state == "done")
    assert before.done < LINES
    assert [row.line for row in table.results(job)] == list(range(1, LINES + 1))


def test_a_worker_that_is_asked_to_end_gives_its_job_back(settings: Settings, table: Jobs) -> None:
    """SIGTERM ends it after the chunk at hand, with 0, and nobody waits for the lease."""
    job = table.create(texts()).id
    with worker(settings) as process:
        tell(settings, job)
        until(table, job, lambda found: found.done > 0)
        process.terminate()
        assert process.wait(20) == 0
    found = table.find(job)
    assert found.state == "waiting" and 0 < found.done < LINES
    assert table.claim(job)


@slow
def test_a_cancelled_job_is_left_at_once(settings: Settings, table: Jobs) -> None:
    """The worker finds that its lease is lost, and takes the next job."""
    first, second = table.create(texts()).id, table.create(["A wonderful film."]).id
    with worker(settings):
        tell(settings, first)
        until(table, first, lambda found: found.done > 0)
        tell(settings, second)
        table.cancel(first)
        until(table, second, lambda found: found.state == "done")
    assert table.find(first).done == 0


def test_a_redis_that_never_answers_holds_nobody_up(settings: Settings) -> None:
    """It takes the connection and is silent: the job is left to the sweep, and whoever sent it is not kept."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = SecretStr(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began_s = time.monotonic()
        tell(settings.model_copy(update={"redis_url": address}), "a job")
        assert time.monotonic() - began_s < 10


@slow
def test_what_is_announced_without_redis_is_announced_later(
    settings: Settings, table: Jobs
) -> None:
    """A job is accepted while Redis is away, and done once it is back."""
    port = services.free_port()
    away = settings.model_copy(update={"redis_url": SecretStr(f"redis://127.0.0.1:{port}/0")})
    job = table.create(["A wonderful film."]).id
    tell(away, job)
    with services.own_redis(port), worker(away):
        tell_again(away, table)
        until(table, job, lambda found: found.state == "done")
