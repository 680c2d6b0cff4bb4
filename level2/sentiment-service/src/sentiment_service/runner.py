"""Work on jobs: chunk by chunk, each saved before the next, so that whoever goes on loses nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sentiment_service.errors import LeaseLost
from sentiment_service.jobs import Jobs, Lease
from sentiment_service.schemas import Rejected, Verdict, check_text, to_verdicts
from sentiment_service.verdict import Opinion

logger = logging.getLogger(__name__)

Classify = Callable[[Sequence[str]], Awaitable[list[Opinion]]]
JudgeAll = Callable[[Sequence[str]], Awaitable[Sequence[Verdict]]]
Stopping = Callable[[], bool]


def judge_with(classify: Classify, threshold: float) -> JudgeAll:
    """Return what gives each text its verdict, those that cannot be judged too."""

    async def judge(texts: Sequence[str]) -> Sequence[Verdict]:
        checked = await asyncio.to_thread(lambda: [check_text(text) for text in texts])
        fit = [each for each in checked if not isinstance(each, Rejected)]
        return to_verdicts(checked, await classify(fit) if fit else [], threshold)

    return judge


async def work(jobs: Jobs, lease: Lease, judge: JudgeAll, stopping: Stopping) -> None:
    """Give every line its verdict; when `stopping`, give the job back after the chunk at hand."""
    # step 10: begin
    for chunk in await asyncio.to_thread(jobs.missing, lease.job):
        if stopping():
            await asyncio.to_thread(jobs.release, lease)
            return
        verdicts = await judge(await asyncio.to_thread(jobs.texts, lease.job, chunk))
        await asyncio.to_thread(jobs.save, lease, chunk, verdicts)
    await asyncio.to_thread(jobs.finish, lease)
    # step 10: end


async def run_jobs(
    jobs: Jobs, judge: JudgeAll, stop: asyncio.Event, wake: asyncio.Event, sweep_s: float = 2.0
) -> None:
    """Work on one job after the other until `stop`; look for them when woken, and every `sweep_s` seconds."""
    while not stop.is_set():
        wake.clear()
        try:
            if lease := await asyncio.to_thread(jobs.claim):
                logger.info("working on job %s", lease.job)
                await work(jobs, lease, judge, stop.is_set)
                continue
        except LeaseLost as problem:
            logger.info("%s", problem)
        except (
            Exception
        ):  # the database is away, or the model died: the lease runs out, and we try again
            logger.exception("a job was interrupted")
        await _first(stop, wake, timeout_s=sweep_s)


async def _first(*events: asyncio.Event, timeout_s: float) -> None:
    """Wait until one of the events is set, or the time is up."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
