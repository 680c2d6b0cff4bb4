"""Ending in order: what is under way gets time to finish, but not for ever."""

import asyncio
import logging
from collections.abc import Collection
from typing import Any

logger = logging.getLogger(__name__)


# step 13: begin
async def drain(tasks: Collection[asyncio.Task[Any]], within_s: float) -> int:
    """Wait for tasks to end by themselves; after `within_s` seconds cancel the late; return how many.

    Late ones are waited for, so that they have cleaned up when this returns.
    """
    if not tasks:
        return 0
    _, late = await asyncio.wait(tasks, timeout=within_s)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return len(late)


# step 13: stub
# async def drain(tasks: Collection[asyncio.Task[Any]], within_s: float) -> int:
#     """Wait for tasks to end by themselves; after `within_s` seconds cancel the late; return how many.
#
#     Late ones are waited for, so that they have cleaned up when this returns.
#     """
#     return 0
#
#
# step 13: end
def report_failure(task: asyncio.Task[Any]) -> None:
    """Log it when a task that serves in the background ends by an error, which nobody awaits."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s ended by an error", task.get_name(), exc_info=error)
