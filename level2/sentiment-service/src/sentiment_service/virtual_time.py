"""An event loop whose clock jumps: an hour of waiting takes no time, and always the same.

Only waiting is skipped. Code runs as it would, and where nothing can ever happen any more, `run` says so.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

PATIENCE_S = 2.0  # of real time, in which a thread or a process may still bring something

T = TypeVar("T")


class NothingHappens(RuntimeError):
    """Every task waits for something that never comes."""

    def __init__(self) -> None:
        super().__init__("every task waits, and nothing is left that could wake one")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop that, once every task waits, sets its clock to the moment when the first wakes."""

    def __init__(self) -> None:
        self._now_s = 0.0
        super().__init__(_JumpingSelector(self.advance))

    def time(self) -> float:
        """Return the virtual time in seconds, 0 at the start."""
        return self._now_s

    def advance(self, seconds: float) -> None:
        """Let time pass without running anything: what code does that holds the loop."""
        self._now_s += seconds


class _JumpingSelector(selectors.DefaultSelector):
    """Ask for events without waiting, and jump over the wait."""

    def __init__(self, advance: Any) -> None:
        super().__init__()
        self._advance = advance

    def select(self, timeout: float | None = None) -> Any:
        """Return what is ready; else let `timeout` seconds pass at once."""
        ready = super().select(PATIENCE_S if timeout is None else 0)
        if timeout is None and not ready:
            raise NothingHappens
        if timeout and not ready:
            self._advance(timeout)
        return ready


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in virtual time, and return what it returns."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


def hold_the_loop(seconds: float) -> None:
    """Do what a long computation does to its loop: time passes, and nobody else gets a turn."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, VirtualTimeLoop):
        raise TypeError("hold_the_loop works in virtual time; use time.sleep in the real one")
    loop.advance(seconds)
