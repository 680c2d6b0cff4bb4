"""Step 12: a full queue says no, and when to ask again."""

import asyncio
from collections.abc import Sequence

import pytest

from sentiment_service.batching import Batcher
from sentiment_service.errors import Overloaded
from sentiment_service.overload import Gate
from sentiment_service.virtual_time import run


async def fill(gate: Gate, texts: int) -> tuple[int, int, float]:
    """Send texts all at once to a model of 10 texts a second; return how many were judged and refused, and when."""

    async def judge(batch: Sequence[str]) -> list[str]:
        await asyncio.sleep(len(batch) / 10)
        return list(batch)

    batcher = Batcher(judge, size=5, wait_s=0, gate=gate)
    worker = asyncio.create_task(batcher.run())
    came = await asyncio.gather(
        *(batcher.submit(str(n)) for n in range(texts)), return_exceptions=True
    )
    worker.cancel()
    await asyncio.wait({worker})
    refused = [each for each in came if isinstance(each, Overloaded)]
    judged = [each for each in came if isinstance(each, str)]
    return len(judged), len(refused), asyncio.get_running_loop().time()


def test_as_many_wait_as_there_is_room_for() -> None:
    """Of 25 texts at once and room for 20, 20 are judged and 5 refused."""
    assert run(fill(Gate(room=20), 25))[:2] == (20, 5)


def test_the_last_that_gets_in_does_not_wait_long() -> None:
    """However many come, nobody waits for longer than the full queue takes: 20 texts, 2 s."""
    assert run(fill(Gate(room=20), 500))[2] == pytest.approx(2)


def test_one_place_left_is_one_place() -> None:
    """With 9 waiting and room for 10 one more comes in, with 10 waiting none does."""
    gate = Gate(room=10)
    gate.admit(9)
    with pytest.raises(Overloaded):
        gate.admit(10)


def test_it_says_when_half_the_queue_is_done() -> None:
    """At 10 texts a second and 100 waiting, half of them are done in 5 s."""
    gate = Gate(room=100)
    gate.note(texts=20, seconds=2)
    with pytest.raises(Overloaded) as refused:
        gate.admit(100)
    assert refused.value.retry_after_s == 5


def test_the_batcher_tells_it_how_fast_the_model_is() -> None:
    """After texts at 10 a second were judged, half of a queue of 100 takes 5 s."""
    gate = Gate(room=20)
    run(fill(gate, 20))
    assert gate.retry_after_s(100) == 5


def test_it_never_says_at_once() -> None:
    """However fast the model is, and before its first batch, one is told to wait a second."""
    gate = Gate(room=100)
    assert gate.retry_after_s(100) == 1
    gate.note(texts=100, seconds=0.001)
    assert gate.retry_after_s(10) == 1
    gate.note(texts=1, seconds=0)
    assert gate.retry_after_s(10) == 1


def test_it_never_sends_away_for_more_than_a_minute() -> None:
    """A model that has come to a stand is worth another try after a minute."""
    gate = Gate(room=100)
    gate.note(texts=1, seconds=60)
    assert gate.retry_after_s(100) == 60


def test_part_of_a_second_counts_as_one() -> None:
    """Half the queue is done in 2.5 s: to ask after 2 s would be too soon."""
    gate = Gate(room=100)
    gate.note(texts=10, seconds=1)
    assert gate.retry_after_s(50) == 3


def test_one_slow_batch_does_not_upset_it() -> None:
    """After a hundred texts a second, one batch of 50 counts for a fifth: 90 a second."""
    gate = Gate(room=1_000)
    gate.note(texts=100, seconds=1)
    gate.note(texts=50, seconds=1)
    assert gate.retry_after_s(900) == 5
    assert gate.retry_after_s(901) == 6
