"""Step 3: work ends in time, and with the last who wants it."""

import asyncio

import pytest

from sentiment_service.errors import ClientLeft, TooSlow
from sentiment_service.virtual_time import run
from sentiment_service.waiting import unless_gone, within


class Work:
    """Some work, which tells how it ended and when."""

    def __init__(self) -> None:
        self.ended = "never begun"

    async def last(self, seconds: float, answer: str = "done") -> str:
        self.ended = "under way"
        try:
            await asyncio.sleep(seconds)
            self.ended = "finished"
            return answer
        except asyncio.CancelledError:
            await asyncio.sleep(0.1)  # it cleans up
            self.ended = "cancelled"
            raise


def test_what_is_in_time_comes_back() -> None:
    """Work of 1 s has its answer within 2 s."""
    assert run(within(2, Work().last(1))) == "done"


def test_what_is_late_is_cancelled_and_told() -> None:
    """Work of 5 s is cancelled after 2 s, and `TooSlow` names the limit."""

    async def main() -> str:
        work = Work()
        with pytest.raises(TooSlow, match="within 2 s"):
            await within(2, work.last(5))
        return work.ended

    assert run(main()) == "cancelled"


@pytest.mark.parametrize("error", [ValueError("not a text"), TimeoutError("the disk is slow")])
def test_an_error_of_the_work_stays_what_it_is(error: Exception) -> None:
    """Only the limit makes `TooSlow`: other errors come through as they are, a `TimeoutError` of the work's too."""

    async def fails() -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        run(within(2, fails()))


def test_who_stays_gets_the_answer() -> None:
    """Work that ends before the client leaves gives its answer, and nobody watches on."""
    watcher = Work()
    assert run(unless_gone(Work().last(1), watcher.last(9))) == "done"
    assert watcher.ended == "cancelled"


def test_work_that_is_done_as_the_client_leaves_gives_its_answer() -> None:
    """Both end at the same moment: the answer is there, so it is given."""
    assert run(unless_gone(Work().last(1), Work().last(1))) == "done"


def test_who_leaves_ends_the_work() -> None:
    """The client leaves after 1 s: the work is cancelled then, not at its end, and cleans up."""
    work = Work()

    async def main() -> float:
        with pytest.raises(ClientLeft):
            await unless_gone(work.last(60), Work().last(1))
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(1.1)
    assert work.ended == "cancelled"


def test_work_that_fails_raises_its_error() -> None:
    """An error of the work reaches the caller, and the watcher is not left behind."""
    watcher = Work()

    async def fails() -> None:
        await asyncio.sleep(1)
        raise ValueError("not a text")

    with pytest.raises(ValueError, match="not a text"):
        run(unless_gone(fails(), watcher.last(9)))
    assert watcher.ended == "cancelled"


def test_cancelled_from_outside_it_leaves_nothing_behind() -> None:
    """When the request itself is cancelled, work and watcher are cancelled with it."""
    work, watcher = Work(), Work()

    async def main() -> tuple[str, str]:
        with pytest.raises(TooSlow):
            await within(1, unless_gone(work.last(60), watcher.last(60)))
        return work.ended, watcher.ended

    assert run(main()) == ("cancelled", "cancelled")
