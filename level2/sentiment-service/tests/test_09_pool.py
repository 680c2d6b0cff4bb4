"""Step 9: the model works in processes of its own."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from sentiment_service import pool as pool_module
from sentiment_service.errors import ModelFailed
from sentiment_service.pool import ModelPool
from sentiment_service.verdict import Opinion
from sentiment_service.weights import load_model

TEXTS = ["A wonderful film.", "What a waste of money."]


@asynccontextmanager
async def opened() -> AsyncIterator[ModelPool]:
    pool = ModelPool("light", processes=1)
    try:
        yield pool
    finally:
        pool.close()


def test_it_says_what_the_model_says() -> None:
    """The opinions are those of the model itself, in the order of the texts."""

    async def main() -> list[Opinion]:
        async with opened() as pool:
            return await pool.classify(TEXTS)

    assert asyncio.run(main()) == load_model("light").classify(TEXTS)


def test_a_process_starts_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process imports everything itself; it is no copy of ours, with whatever ours was at."""

    class Ours:
        threshold = 0.0

        def classify(self, texts: Sequence[str]) -> list[Opinion]:
            return [Opinion(0.5) for _ in texts]

    async def main() -> list[Opinion]:
        async with opened() as pool:
            return await pool.classify(TEXTS)

    monkeypatch.setattr(pool_module, "load_model", lambda _: Ours())
    assert asyncio.run(main()) == load_model("light").classify(TEXTS)


def test_a_process_that_dies_at_its_work_is_replaced() -> None:
    """Killed with two batches in hand: both are answered by a new process, which is started once."""

    async def main() -> tuple[list[list[Opinion]], int]:
        async with opened() as pool:
            await pool.threshold()
            (pid,) = pool.pids()
            os.kill(pid, signal.SIGSTOP)  # so that it surely has not finished
            batches = [asyncio.create_task(pool.classify([text])) for text in TEXTS]
            threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
            return await asyncio.gather(*batches), pool.restarts

    opinions, restarts = asyncio.run(main())
    assert [each for batch in opinions for each in batch] == load_model("light").classify(TEXTS)
    assert restarts == 1


class Deadly(str):
    """A text that ends the process which unpacks it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_a_process_that_always_dies_is_given_up() -> None:
    """Where the new process dies as well, `ModelFailed` is raised instead of trying for ever."""

    async def main() -> int:
        async with opened() as pool:
            with pytest.raises(ModelFailed):
                await asyncio.wait_for(pool.classify([Deadly()]), 8)
            return pool.restarts

    assert asyncio.run(main()) == 2


def test_the_loop_turns_while_the_model_works() -> None:
    """While a process is at its batch, the loop serves others: here a process that stands still."""

    async def main() -> bool:
        async with opened() as pool:
            await pool.threshold()
            (pid,) = pool.pids()
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(0.5, os.kill, (pid, signal.SIGCONT)).start()
            batch = asyncio.create_task(pool.classify(TEXTS))
            await asyncio.sleep(0.02)
            turned = not batch.done()
            await batch
            return turned

    assert asyncio.run(main())
