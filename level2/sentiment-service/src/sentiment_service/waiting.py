"""Waiting for several things: at once, for so long, for as long as somebody listens, a few at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from sentiment_service.errors import ClientLeft, TooSlow

T = TypeVar("T")
Item = TypeVar("Item")


async def ask_all(checks: Mapping[str, Callable[[], Awaitable[T]]]) -> dict[str, T]:
    """Ask every check at once; return the answers by the checks' names, in their order."""
    # step 1: begin
    answers = await asyncio.gather(*(check() for check in checks.values()))
    return dict(zip(checks, answers, strict=True))
    # step 1: end


async def within(limit_s: float, work: Awaitable[T]) -> T:
    """Return what `work` gives; after `limit_s` seconds cancel it and raise `TooSlow`."""
    # step 3: begin
    try:
        async with asyncio.timeout(limit_s) as limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise  # the work's own
        raise TooSlow(limit_s) from None
    # step 3: end


async def unless_gone(work: Coroutine[Any, Any, T], gone: Coroutine[Any, Any, object]) -> T:
    """Return what `work` gives; where `gone` ends first, cancel the work and raise `ClientLeft`."""
    # step 3: begin
    worker, watcher = asyncio.create_task(work), asyncio.create_task(gone)
    try:
        await asyncio.wait({worker, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if not worker.done():
            raise ClientLeft
        return worker.result()
    finally:
        worker.cancel()
        watcher.cancel()
        await asyncio.wait({worker, watcher})
    # step 3: end


async def map_bounded(
    function: Callable[[Item], Awaitable[T]], items: Iterable[Item], limit: int
) -> list[T]:
    """Await `function` of each item, at most `limit` at a time; return the results in the items' order.

    The first error cancels what is under way, starts nothing more, and is raised.
    """
    # step 4: begin
    results: dict[int, T] = {}
    numbered = enumerate(items)  # one iterator, from which every worker takes its next item

    async def work() -> None:
        for number, item in numbered:
            results[number] = await function(item)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(limit):
                workers.create_task(work())
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [results[number] for number in sorted(results)]
    # step 4: end
