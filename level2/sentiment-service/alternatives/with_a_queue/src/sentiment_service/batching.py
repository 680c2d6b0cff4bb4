"""Dynamic micro-batching, as well right: a queue, and who has left is passed over when its batch goes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from sentiment_service.errors import Closing
from sentiment_service.overload import Gate

Answer = TypeVar("Answer")
Judge = Callable[[Sequence[str]], Awaitable[Sequence[Answer]]]


class Batcher(Generic[Answer]):
    """Collects texts for a moment, and gives the model up to `size` of them at once."""

    def __init__(self, judge: Judge[Answer], *, size: int, wait_s: float, gate: Gate) -> None:
        self._judge, self._size, self._wait_s, self._gate = judge, size, wait_s, gate
        self._queue: asyncio.Queue[tuple[str, asyncio.Future[Answer]]] = asyncio.Queue()
        self._closing = asyncio.Event()
        self.waiting = self.batches = self.judged = 0

    async def submit(self, text: str) -> Answer:
        """Return the model's answer to a text."""
        if self._closing.is_set():
            raise Closing
        self._gate.admit(self.waiting)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((text, answer))
        self.waiting += 1
        try:
            return await answer
        finally:
            self.waiting -= 1

    async def run(self) -> None:
        """Take batch after batch to the model."""
        while not (self._closing.is_set() and self._queue.empty()):
            batch = [await self._queue.get()]
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait_s):
                    while len(batch) < self._size:
                        batch.append(await self._queue.get())
            batch = [(text, answer) for text, answer in batch if not answer.done()]
            if batch:
                await self._take(batch)

    async def _take(self, batch: list[tuple[str, asyncio.Future[Answer]]]) -> None:
        """Take a batch to the model, and its answers to those who still wait."""
        answers = await self._judge([text for text, _ in batch])
        self.batches += 1
        self.judged += len(batch)
        for (_, waiting), answer in zip(batch, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)

    def close(self) -> None:
        """Take no new text."""
        self._closing.set()
