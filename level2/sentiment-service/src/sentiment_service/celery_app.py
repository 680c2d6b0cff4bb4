"""The same jobs on Celery: Redis tells workers of a job, and the table decides who works on it."""

import asyncio
import logging
import multiprocessing
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any

from celery import Celery
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError

from sentiment_service.errors import LeaseLost
from sentiment_service.jobs import Jobs
from sentiment_service.model import Model
from sentiment_service.runner import judge_with, work
from sentiment_service.settings import Settings
from sentiment_service.verdict import Opinion
from sentiment_service.weights import load_model

logger = logging.getLogger(__name__)

TASK = "sentiment_service.run_job"
VISIBLE_S = 24 * 3600  # longer than any job: see step 11
ANNOUNCE_S = 1.0  # how long Redis may take to hear of a job, until we leave that to the sweep

model_of = cache(load_model)  # once in each process of a worker


def make_celery(settings: Settings) -> Celery:
    """Return Celery's application, with its one task; nothing is connected yet."""
    if settings.redis_url is None:
        raise ValueError("Celery needs SENTIMENT_SERVICE_REDIS_URL")
    app = Celery(
        "sentiment_service", broker=settings.redis_url.get_secret_value(), set_as_current=False
    )
    configure(app)
    jobs = Jobs(settings.database, lease_s=settings.job_lease_s)
    stopping = stop_with_worker()

    @app.task(name=TASK, shared=False)  # type: ignore[untyped-decorator] # Celery has no types
    def run_job(job: str) -> None:
        run_once(jobs, job, model_of(settings.model), stopping)

    return app


def configure(app: Celery) -> None:
    """Set on purpose what decides whether a task is lost, or done twice."""
    # step 11: begin
    app.conf.task_acks_late = True  # a message goes when its work is done, not when it begins
    app.conf.task_reject_on_worker_lost = True  # nor when the process at it was killed
    app.conf.broker_transport_options = {"visibility_timeout": VISIBLE_S}
    app.conf.worker_prefetch_multiplier = 1  # what is waiting is anybody's
    # step 11: end
    app.conf.task_ignore_result = True  # the table has it
    app.conf.broker_connection_retry_on_startup = True
    app.conf.worker_hijack_root_logger = False


def run_once(jobs: Jobs, job: str, model: Model, stopping: Callable[[], bool]) -> None:
    """Work on a job, unless it is another's or finished; how often its task comes makes no difference."""
    # step 11: begin
    lease = jobs.claim(job)
    if lease is None:
        return
    try:
        asyncio.run(work(jobs, lease, judge_with(in_thread(model), model.threshold), stopping))
    except LeaseLost as problem:
        logger.info("%s", problem)
    # step 11: end


async def announce_overdue(jobs: Jobs, announce: Callable[[str], Awaitable[None]]) -> int:
    """Tell workers again of each job that nobody works on; return how many there were."""
    # step 11: begin
    overdue = await asyncio.to_thread(jobs.overdue)
    for job in overdue:
        await announce(job)
    return len(overdue)
    # step 11: end


async def sweep(
    jobs: Jobs, announce: Callable[[str], Awaitable[None]], stop: asyncio.Event, every_s: float
) -> None:
    """Announce what is overdue every `every_s` seconds, until `stop`."""
    while not stop.is_set():
        try:
            await announce_overdue(jobs, announce)
        except Exception:  # the database is away: what is overdue stays so
            logger.exception("nobody could be told of waiting jobs")
        try:
            await asyncio.wait_for(stop.wait(), every_s)
        except TimeoutError:
            continue


def announce_by(app: Celery) -> Callable[[str], Awaitable[None]]:
    """Return what tells the workers of a job; where Redis is away, or silent, a sweep does."""
    patience = {"socket_connect_timeout": ANNOUNCE_S, "socket_timeout": ANNOUNCE_S}
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **patience}

    def send(job: str) -> None:
        try:
            app.send_task(TASK, (job,), retry=False)
        except OperationalError as error:
            logger.warning("Redis does not answer; job %s is announced later (%s)", job, error)

    return lambda job: asyncio.to_thread(send, job)


def in_thread(model: Model) -> Callable[[Sequence[str]], Awaitable[list[Opinion]]]:
    """Return a model's verb as a coroutine."""
    return lambda texts: asyncio.to_thread(model.classify, texts)


def stop_with_worker() -> Callable[[], bool]:
    """Return what tells, in every process of a worker, whether it was asked to end."""
    asked = multiprocessing.get_context("fork").Event()  # shared with the processes forked later

    def ask(**_: Any) -> None:
        asked.set()

    worker_shutting_down.connect(ask, weak=False)
    return asked.is_set
