"""Step 2: the loop's lag is measured, and what blocks moves out of its way."""

import asyncio
import threading

import pytest

from sentiment_service.lag import LagMeter, off_the_loop
from sentiment_service.virtual_time import hold_the_loop, run


async def measure(meter: LagMeter, *holds_s: float) -> list[float]:
    """Return the lags while the loop is held at 0.35 s, then at 1.37 s, for so long each time."""
    task = asyncio.create_task(meter.run())
    await asyncio.sleep(0.35)
    for seconds in holds_s:
        if task.done():
            break
        hold_the_loop(seconds)
        await asyncio.sleep(1.02 - seconds)
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()  # what went wrong in it
    return list(meter.lags_s)


def test_an_idle_loop_has_no_lag() -> None:
    """On a loop that is free, every sleep of 0.1 s ends after 0.1 s: the lags are 0."""
    assert run(measure(LagMeter(every_s=0.1))) == pytest.approx([0, 0, 0])


def test_who_holds_the_loop_makes_it_late() -> None:
    """Held for 0.5 s while the meter had 0.05 s to sleep, it wakes 0.45 s late."""
    assert max(run(measure(LagMeter(every_s=0.1), 0.5))) == pytest.approx(0.45)


def test_lag_does_not_add_up() -> None:
    """After a lag the next sleep starts anew: only the sleep that was held is late."""
    lags_s = run(measure(LagMeter(every_s=0.1), 0.5, 0.3))
    assert [round(lag, 2) for lag in lags_s if lag > 0.01] == [0.45, 0.22]


def test_it_keeps_only_the_newest() -> None:
    """A meter that keeps two lags forgets the older ones."""
    assert len(run(measure(LagMeter(every_s=0.1, keep=2)))) == 2


def test_a_blocking_function_runs_in_another_thread() -> None:
    """off_the_loop runs the function elsewhere than on the loop's own thread."""
    assert asyncio.run(off_the_loop(threading.get_ident)) != threading.get_ident()


def test_the_loop_turns_while_the_function_blocks() -> None:
    """A function that waits for the loop gets what it waits for: the loop is free meanwhile."""

    async def main() -> bool:
        opened = threading.Event()
        asyncio.get_running_loop().call_later(0.01, opened.set)
        return await off_the_loop(opened.wait, timeout=2)

    assert asyncio.run(main())


def test_results_and_errors_come_back() -> None:
    """What the function returns or raises reaches whoever awaits it."""
    assert asyncio.run(off_the_loop(divmod, 7, 2)) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(off_the_loop(divmod, 7, 0))
