"""What the app opens before its first request, and closes after its last, in reverse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sentiment_service.batching import Batcher
from sentiment_service.dependencies import Classify, Services
from sentiment_service.jobs import Jobs
from sentiment_service.lag import LagMeter, percentile
from sentiment_service.overload import Gate
from sentiment_service.pool import ModelPool
from sentiment_service.runner import judge_with
from sentiment_service.settings import Settings
from sentiment_service.shutdown import drain, report_failure
from sentiment_service.verdict import Opinion
from sentiment_service.weights import load_model
from sentiment_service.workers import open_workers

READY_WITHIN_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Judges:
    """The two ways to the model: one text, in company of others, and many at once."""

    one: Classify
    many: Callable[[Sequence[str]], Awaitable[list[Opinion]]]
    threshold: float
    metrics: Callable[[], dict[str, float]]


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open everything that the handlers need; close it in reverse, also where opening fails half-way."""
    async with AsyncExitStack() as stack:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        jobs = Jobs(
            settings.database, lease_s=settings.job_lease_s, chunk_lines=settings.job_chunk_lines
        )
        lag = LagMeter()
        stack.callback(start(lag.run(), "lag meter").cancel)
        open_judges = naive_judges if settings.naive else batching_judges
        judges = await stack.enter_async_context(open_judges(settings))
        judge = judge_with(judges.many, judges.threshold)
        announce = await stack.enter_async_context(open_workers(settings, jobs, judge))
        yield Services(
            settings=settings,
            classify=judges.one,
            threshold=judges.threshold,
            jobs=jobs,
            announce=announce,
            lag=lag,
            metrics=lambda: lags_ms(lag) | judges.metrics(),
            checks={
                "model": lambda: asyncio.wait_for(judges.many(["fine"]), READY_WITHIN_S),
                "database": partial(asyncio.to_thread, jobs.waiting),
            },
        )


@asynccontextmanager
async def batching_judges(settings: Settings) -> AsyncIterator[Judges]:
    """Open a pool of processes and a batcher for each of them to take from."""
    pool = ModelPool(settings.model, settings.model_processes)
    try:
        gate = Gate(settings.queue_size)
        batcher = Batcher(
            pool.classify, size=settings.batch_size, wait_s=settings.batch_wait_s, gate=gate
        )
        workers = [start(batcher.run(), "batcher") for _ in range(settings.model_processes)]
        try:
            yield Judges(
                one=batcher.submit,
                many=pool.classify,
                threshold=await pool.threshold(),
                metrics=lambda: {
                    "texts_waiting": batcher.waiting,
                    "texts_judged": batcher.judged,
                    "batches": batcher.batches,
                    "model_restarts": pool.restarts,
                },
            )
        finally:
            batcher.close()
            await drain(workers, settings.drain_s)
    finally:
        pool.close()


@asynccontextmanager
async def naive_judges(settings: Settings) -> AsyncIterator[Judges]:
    """Call the model on the event loop, one text at a time: the wrong way, to be looked at."""
    model = load_model(settings.model)

    async def one(text: str) -> Opinion:
        return model.classify([text])[0]

    async def many(texts: Sequence[str]) -> list[Opinion]:
        return model.classify(texts)

    yield Judges(one=one, many=many, threshold=model.threshold, metrics=dict)


def start(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Start a task that serves in the background; its errors are logged."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(report_failure)
    return task


def lags_ms(lag: LagMeter) -> dict[str, float]:
    """Return how late the loop was, in milliseconds, over the last minute."""
    shares = {"loop_lag_p50_ms": 0.5, "loop_lag_p99_ms": 0.99, "loop_lag_max_ms": 1.0}
    return {name: round(1_000 * percentile(lag.lags_s, share), 1) for name, share in shares.items()}
