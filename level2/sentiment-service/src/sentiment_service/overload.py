"""Saying no in time: a bounded queue, and when it is worth asking again."""

from math import ceil

from sentiment_service.errors import Overloaded

LONGEST_S = 60  # to tell somebody to stay away for longer would be a guess
MEMORY = 0.8  # of the old rate, when a new one comes in


class Gate:
    """Lets a text into the queue while there is room, and knows how fast the queue moves."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._per_s = 0.0  # texts judged in a second, lately; 0 before the first

    # step 12: begin
    def admit(self, waiting: int) -> None:
        """Raise `Overloaded` where as many wait as there is room for."""
        if waiting >= self._room:
            raise Overloaded(self.retry_after_s(waiting))

    def note(self, texts: int, seconds: float) -> None:
        """Remember how fast a batch went: the rates of the past fade by `MEMORY` with each."""
        rate = texts / max(seconds, 0.001)
        self._per_s = MEMORY * self._per_s + (1 - MEMORY) * rate if self._per_s else rate

    def retry_after_s(self, waiting: int) -> int:
        """Return in how many seconds half of those who wait will be done, from 1 to `LONGEST_S`."""
        return min(ceil(waiting / 2 / self._per_s), LONGEST_S) if self._per_s else 1

    # step 12: stub
    # def admit(self, waiting: int) -> None:
    #     """Raise `Overloaded` where as many wait as there is room for."""
    #
    # def note(self, texts: int, seconds: float) -> None:
    #     """Remember how fast a batch went: the rates of the past fade by `MEMORY` with each."""
    #
    # def retry_after_s(self, waiting: int) -> int:
    #     """Return in how many seconds half of those who wait will be done, from 1 to `LONGEST_S`."""
    #     raise NotImplementedError("step 12")
    #
    # step 12: end
