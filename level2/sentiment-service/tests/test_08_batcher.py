"""Step 8: texts of many requests reach the model together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from sentiment_service.batching import Batcher
from sentiment_service.overload import Gate
from sentiment_service.virtual_time import run


class Model:
    """A model that takes 0.1 s for a batch of any size, and remembers what it was given."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.began_s: list[float] = []

    async def judge(self, texts: Sequence[str]) -> list[str]:
        self.batches.append(list(texts))
        self.began_s.append(round(asyncio.get_running_loop().time(), 3))
        await asyncio.sleep(0.1)
        if "poison" in texts:
            raise ValueError("the model chokes")
        return [text.upper() for text in texts]


def serve(
    model: Model,
    main: Callable[[Batcher[str]], Awaitable[object]],
    size: int = 4,
    wait_s: float = 0.01,
) -> object:
    """Run `main` beside a batcher before the model, in virtual time."""

    async def both() -> object:
        batcher = Batcher(model.judge, size=size, wait_s=wait_s, gate=Gate(1_000))
        worker = asyncio.create_task(batcher.run())
        client = asyncio.ensure_future(main(batcher))
        await asyncio.wait({worker, client}, return_when=asyncio.FIRST_COMPLETED)
        if not client.done():
            client.cancel()
            worker.result()  # it ended by an error
        worker.cancel()
        await asyncio.wait({worker, client})
        return client.result()

    return run(both())


async def submit(batcher: Batcher[str], *texts: str) -> list[str]:
    return await asyncio.gather(*(batcher.submit(text) for text in texts))


def test_texts_that_come_together_go_together() -> None:
    """Three texts at once are one batch, and each gets its own answer."""
    model = Model()
    assert serve(model, lambda batcher: submit(batcher, "a", "b", "c")) == ["A", "B", "C"]
    assert model.batches == [["a", "b", "c"]]


def test_a_full_batch_does_not_wait() -> None:
    """As soon as four of four are there, the batch goes: at 0 s, not after the wait of 5 s."""
    model = Model()
    serve(model, lambda batcher: submit(batcher, *"abcd"), wait_s=5)
    assert model.began_s == [0]


def test_a_lonely_text_waits_only_so_long() -> None:
    """A text without company goes to the model after the wait of 0.01 s."""
    model = Model()
    serve(model, lambda batcher: submit(batcher, "a"))
    assert model.began_s == [0.01]


def test_who_comes_within_the_wait_joins() -> None:
    """A text that comes 0.005 s after the first, within its wait of 0.01 s, is in the same batch."""
    model = Model()

    async def main(batcher: Batcher[str]) -> None:
        first = asyncio.create_task(batcher.submit("a"))
        await asyncio.sleep(0.005)
        await batcher.submit("b")
        await first

    serve(model, main)
    assert model.batches == [["a", "b"]]
    assert model.began_s == [0.01]


def test_no_batch_is_larger_than_its_size() -> None:
    """Ten texts by four are batches of 4, 4 and 2, in the order in which they came."""
    model = Model()
    serve(model, lambda batcher: submit(batcher, *"abcdefghij"))
    assert model.batches == [list("abcd"), list("efgh"), list("ij")]


def test_what_came_while_the_model_worked_is_the_next_batch() -> None:
    """Texts that come one by one while the model is busy wait, and go together when it is free."""
    model = Model()

    async def main(batcher: Batcher[str]) -> None:
        tasks = []
        for text in "abcd":
            tasks.append(asyncio.create_task(batcher.submit(text)))
            await asyncio.sleep(0.02)
        await asyncio.gather(*tasks)

    serve(model, main)
    assert model.batches == [["a"], ["b", "c", "d"]]


def test_who_leaves_is_not_judged() -> None:
    """A client that leaves while its text waits takes it along: the model never sees it."""
    model = Model()

    async def main(batcher: Batcher[str]) -> int:
        leaver = asyncio.create_task(batcher.submit("left"))
        stays = asyncio.create_task(batcher.submit("stays"))
        await asyncio.sleep(0.005)
        leaver.cancel()
        await asyncio.wait({leaver})
        waiting = batcher.waiting
        await stays
        return waiting

    assert serve(model, main) == 1
    assert model.batches == [["stays"]]


def test_who_leaves_during_the_batch_harms_nobody() -> None:
    """A client that leaves while the model works loses its answer; the others get theirs."""
    model = Model()

    async def main(batcher: Batcher[str]) -> str:
        leaver = asyncio.create_task(batcher.submit("left"))
        stays = asyncio.create_task(batcher.submit("stays"))
        await asyncio.sleep(0.05)
        leaver.cancel()
        return await stays

    assert serve(model, main) == "STAYS"


def test_an_error_of_the_model_reaches_its_batch_and_no_other() -> None:
    """The batch that the model chokes on gets the error; the one after it is judged."""
    model = Model()

    async def main(batcher: Batcher[str]) -> str:
        with pytest.raises(ValueError, match="chokes"):
            await submit(batcher, "a", "poison")
        answer = await batcher.submit("b")
        assert (batcher.judged, batcher.batches) == (1, 1)  # what failed was not judged
        return answer

    assert serve(model, main) == "B"
