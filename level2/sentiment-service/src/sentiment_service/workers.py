"""Who works on the jobs: a task in this process, or Celery's workers by way of Redis."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sentiment_service.jobs import Jobs
from sentiment_service.runner import JudgeAll, run_jobs
from sentiment_service.settings import Settings
from sentiment_service.shutdown import drain, report_failure

Announce = Callable[[str], Awaitable[None]]  # tells whoever works on jobs of a new one


@asynccontextmanager
async def open_workers(settings: Settings, jobs: Jobs, judge: JudgeAll) -> AsyncIterator[Announce]:
    """Let jobs be worked on until the end, when the one at hand is given back after its chunk."""
    stop, wake = asyncio.Event(), asyncio.Event()
    if settings.job_runner == "celery":
        from sentiment_service.celery_app import announce_by, make_celery, sweep

        announce = announce_by(make_celery(settings))
        task = asyncio.create_task(sweep(jobs, announce, stop, settings.job_sweep_s), name="sweep")
    else:

        async def announce(job: str) -> None:  # it will claim whichever is next
            wake.set()

        runner = run_jobs(jobs, judge, stop, wake, settings.job_sweep_s)
        task = asyncio.create_task(runner, name="runner of jobs")
    task.add_done_callback(report_failure)
    try:
        yield announce
    finally:
        stop.set()
        await drain([task], settings.drain_s)
