"""Dynamic micro-batching: texts of many requests reach the model together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Generic, TypeVar

from sentiment_service.errors import Closing
from sentiment_service.overload import Gate

Answer = TypeVar("Answer")
Judge = Callable[[Sequence[str]], Awaitable[Sequence[Answer]]]


class Batcher(Generic[Answer]):
    """Collects texts for a moment, and gives the model up to `size` of them at once.

    A batch goes when it is full, or `wait_s` seconds after somebody is there to take it and a text waits.
    """

    def __init__(self, judge: Judge[Answer], *, size: int, wait_s: float, gate: Gate) -> None:
        self._judge = judge
        self._size, self._wait_s, self._gate = size, wait_s, gate
        self._waiting: dict[asyncio.Future[Answer], str] = {}  # in the order of arrival
        self._changed = asyncio.Event()
        self._closing = False
        self.batches = self.judged = 0

    @property
    def waiting(self) -> int:
        """Return how many texts wait for their batch."""
        return len(self._waiting)

    async def submit(self, text: str) -> Answer:
        """Return the model's answer to a text; whoever is cancelled meanwhile leaves the queue."""
        if self._closing:
            raise Closing
        self._gate.admit(self.waiting)
        # step 8: begin
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[answer] = text
        self._changed.set()
        try:
            return await answer
        finally:
            self._waiting.pop(answer, None)
        # step 8: end

    async def run(self) -> None:
        """Take batch after batch to the model; end once the batcher is closed and its queue empty."""
        while not (self._closing and not self._waiting):
            if batch := await self._collect():
                await self._answer(batch)

    async def _collect(self) -> dict[asyncio.Future[Answer], str]:
        """Take the next batch from the queue, in the order of arrival."""
        # step 8: begin
        await self._until_waiting(1)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s):
                await self._until_waiting(self._size)
        batch = dict(islice(self._waiting.items(), self._size))
        for answer in batch:
            del self._waiting[answer]
        return batch
        # step 8: end

    async def _until_waiting(self, texts: int) -> None:
        """Return once so many texts wait, or the batcher is closed."""
        while len(self._waiting) < texts and not self._closing:
            self._changed.clear()
            await self._changed.wait()

    async def _answer(self, batch: dict[asyncio.Future[Answer], str]) -> None:
        """Take a batch to the model; each who waits hears its answer, or what went wrong."""
        began_s = asyncio.get_running_loop().time()
        try:
            self._deliver(batch, await self._judge(list(batch.values())))
            self.batches += 1
            self.judged += len(batch)
            self._gate.note(len(batch), asyncio.get_running_loop().time() - began_s)
        except Exception as error:  # noqa: BLE001 # whatever it is, it goes to those who wait
            self._refuse(batch, error)
        finally:
            self._refuse(batch, Closing())  # those who have heard nothing: `run` was cancelled

    def _deliver(self, batch: Iterable[asyncio.Future[Answer]], answers: Iterable[Answer]) -> None:
        """Give each who waits their answer; some may have left."""
        # step 8: begin
        for waiting, answer in zip(batch, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)
        # step 8: end

    def _refuse(self, batch: Iterable[asyncio.Future[Answer]], error: Exception) -> None:
        """Raise `error` at each who still waits."""
        for waiting in batch:
            if not waiting.done():
                waiting.set_exception(error)

    # step 13: begin
    def close(self) -> None:
        """Take no new text, and let `run` end once the last that waits has its answer."""
        self._closing = True
        self._changed.set()

    # step 13: stub
    # def close(self) -> None:
    #     """Take no new text, and let `run` end once the last that waits has its answer."""
    #
    # step 13: end
