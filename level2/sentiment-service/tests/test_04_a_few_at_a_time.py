"""Step 4: many items, a few at a time."""

import asyncio
from collections.abc import Iterator

import pytest

from sentiment_service.virtual_time import run
from sentiment_service.waiting import map_bounded


class Crowd:
    """Work that counts how much of it is under way."""

    def __init__(self) -> None:
        self.begun: list[float] = []
        self.inside = self.most = 0

    async def take(self, seconds: float) -> str:
        self.begun.append(seconds)
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await asyncio.sleep(seconds)
            if seconds == 13:
                raise ValueError("unlucky")
            return f"took {seconds} s"
        finally:
            self.inside -= 1


def test_results_stand_in_the_order_of_the_items() -> None:
    """The third item ends first, and its result still stands third."""
    assert run(map_bounded(Crowd().take, [3, 2, 1], 3)) == ["took 3 s", "took 2 s", "took 1 s"]


def test_no_more_than_the_limit_are_under_way() -> None:
    """Of twenty items, at most four are under way at once, and four as a rule."""
    crowd = Crowd()
    run(map_bounded(crowd.take, [1] * 20, 4))
    assert crowd.most == 4


def test_who_ends_early_takes_the_next_at_once() -> None:
    """Items of 3, 1, 1, 1 s take 3 s by two: nobody waits for the slow one."""

    async def main() -> float:
        await map_bounded(Crowd().take, [3, 1, 1, 1], 2)
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(3)


def test_items_are_taken_only_when_it_is_their_turn() -> None:
    """Of a hundred thousand lines, no more are read than are worked on: here two, with the first late."""
    taken: list[int] = []

    def lines() -> Iterator[int]:
        for number in range(100_000):
            taken.append(number)
            yield 60

    async def main() -> None:
        task = asyncio.create_task(map_bounded(Crowd().take, lines(), 2))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()  # what went wrong in it

    run(main())
    assert taken == [0, 1]


def test_the_first_error_ends_it() -> None:
    """An error is raised as itself; what is under way is cancelled, and nothing more begins."""
    crowd = Crowd()
    with pytest.raises(ValueError, match="unlucky"):
        run(map_bounded(crowd.take, [60, 13, 5, 5], 2))
    assert (crowd.begun, crowd.inside) == ([60, 13], 0)


def test_no_items_give_an_empty_list() -> None:
    """Where nothing is to be done, the result is an empty list."""
    assert run(map_bounded(Crowd().take, [], 4)) == []
