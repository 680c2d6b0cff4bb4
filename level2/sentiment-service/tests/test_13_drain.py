"""Step 13: what is under way gets time to finish, but not for ever."""

import asyncio
from collections.abc import Sequence

import pytest

from sentiment_service.batching import Batcher
from sentiment_service.errors import Closing
from sentiment_service.overload import Gate
from sentiment_service.shutdown import drain
from sentiment_service.virtual_time import run

cleaned: list[str] = []


async def work(seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)
        return "finished"
    except asyncio.CancelledError:
        await asyncio.sleep(0.2)  # it cleans up
        cleaned.append("cleaned up")
        raise


async def drained(within_s: float, *seconds: float) -> tuple[int, float, list[str]]:
    """Drain some work; return how much was late, when it was over, and how each ended."""
    tasks = [asyncio.create_task(work(each)) for each in seconds]
    await asyncio.sleep(0)
    late = await drain(tasks, within_s)
    ends = ["cancelled" if task.cancelled() else task.result() for task in tasks]
    return late, round(asyncio.get_running_loop().time(), 3), ends


def test_what_is_in_time_finishes() -> None:
    """Work of 1 s and 2 s finishes within 10 s, and the drain ends with the last; without work, at once."""
    assert run(drained(10, 1, 2)) == (0, 2, ["finished", "finished"])
    assert run(drained(10)) == (0, 0, [])


def test_what_is_late_is_cancelled_and_counted() -> None:
    """After 3 s the work of 60 s is cancelled; the drain waits for its 0.2 s of cleaning up."""
    cleaned.clear()
    assert run(drained(3, 1, 60)) == (1, 3.2, ["finished", "cancelled"])
    assert cleaned == ["cleaned up"]


def test_an_error_in_one_does_not_spare_the_others() -> None:
    """Work that fails while it is drained does not end the drain: the others are still waited for."""

    async def fails() -> None:
        raise ValueError("a bug")

    async def main() -> tuple[int, bool]:
        slow = asyncio.create_task(work(2))
        late = await drain([asyncio.create_task(fails()), slow], 10)
        return late, slow.done()

    assert run(main()) == (0, True)


async def judge(texts: Sequence[str]) -> list[str]:
    await asyncio.sleep(1)
    return [text.upper() for text in texts]


async def close_with_three_under_way() -> tuple[list[str], str, bool]:
    """Close a batcher of size 1 that has three texts; return their answers, what a fourth hears, and the end."""
    batcher = Batcher(judge, size=1, wait_s=0, gate=Gate(10))
    worker = asyncio.create_task(batcher.run())
    waiting = [asyncio.create_task(batcher.submit(text)) for text in "abc"]
    await asyncio.sleep(0.5)
    batcher.close()
    try:
        said = await batcher.submit("d")
    except Closing as refused:
        said = str(refused)
    answers = await asyncio.gather(*waiting)
    await asyncio.wait({worker}, timeout=60)
    return answers, said, worker.done()


def test_a_closed_batcher_finishes_its_queue_and_ends() -> None:
    """The three texts that came before the closing get their answers, and then `run` returns."""
    answers, _, ended = run(close_with_three_under_way())
    assert answers == ["A", "B", "C"]
    assert ended


def test_a_closed_batcher_takes_nothing_new() -> None:
    """A text that comes after the closing is told that the service is shutting down."""
    assert "shutting down" in run(close_with_three_under_way())[1]


def test_whose_batch_is_cut_off_hears_it() -> None:
    """A batch that is not done in time is cancelled; its text is told, and does not wait for ever."""

    async def main() -> int:
        batcher = Batcher(judge, size=1, wait_s=0, gate=Gate(10))
        worker = asyncio.create_task(batcher.run())
        text = asyncio.create_task(batcher.submit("a"))
        await asyncio.sleep(0)
        late = await drain([worker], 0.5)
        with pytest.raises(Closing):
            await asyncio.wait_for(text, 60)
        return late

    assert run(main()) == 1


@pytest.mark.parametrize("wait_s", [0, 30])
def test_closing_wakes_a_batcher_that_waits(wait_s: float) -> None:
    """A batcher that waits for its first text, or for more, sees at once that it is closed."""

    async def main() -> float:
        batcher = Batcher(judge, size=4, wait_s=wait_s, gate=Gate(10))
        worker = asyncio.create_task(batcher.run())
        texts = [asyncio.create_task(batcher.submit("a"))] if wait_s else []
        await asyncio.sleep(0.5)
        batcher.close()
        await asyncio.wait({worker, *texts}, timeout=60)
        return round(asyncio.get_running_loop().time(), 3)

    assert run(main()) == (1.5 if wait_s else 0.5)
