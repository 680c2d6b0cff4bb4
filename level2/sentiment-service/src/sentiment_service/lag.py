"""The event loop's lag: how much later than it asked a task gets its turn."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from math import ceil
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class LagMeter:
    """Sleeps a little over and over, and notes how much too late it wakes."""

    def __init__(self, every_s: float = 0.01, keep: int = 6_000) -> None:
        self._every_s = every_s
        self._lags_s: deque[float] = deque(maxlen=keep)

    @property
    def lags_s(self) -> Sequence[float]:
        """Return the lags that were noted last, oldest first, in seconds."""
        return tuple(self._lags_s)

    def clear(self) -> None:
        """Forget what was noted, to measure what comes."""
        self._lags_s.clear()

    async def run(self) -> None:
        """Note a lag for each sleep, until cancelled."""
        # step 2: begin
        loop = asyncio.get_running_loop()
        while True:
            due_s = loop.time() + self._every_s
            await asyncio.sleep(self._every_s)
            self._lags_s.append(loop.time() - due_s)
        # step 2: end


async def off_the_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a blocking function returns, and let the loop turn meanwhile."""
    # step 2: begin
    return await asyncio.to_thread(function, *args, **kwargs)
    # step 2: end


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of the values that `share` of them do not exceed; 0 for none (nearest rank)."""
    if not 0 < share <= 1:
        raise ValueError(f"expected a share above 0 and at most 1, got {share}")
    ordered = sorted(values)
    return ordered[ceil(share * len(ordered)) - 1] if ordered else 0.0
