"""How good a model is on sentences that it has not seen, and whether it is better than another by more than chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True)
class Score:
    """How many of `count` are right."""

    right: int
    count: int

    @property
    def share(self) -> float:
        """Return the accuracy, 0 to 1."""
        return self.right / self.count

    def __str__(self) -> str:
        low, high = wilson(self.right, self.count)
        return f"{self.share:.1%} ({low:.1%} to {high:.1%}, n = {self.count})"


@dataclass(frozen=True)
class Paired:
    """On how many sentences only the one, or only the other, of two models is right."""

    only_ours: int
    only_theirs: int

    @property
    def p(self) -> float:
        """Return how likely so uneven a split is where both are equally good: McNemar's exact test."""
        discordant, fewer = self.only_ours + self.only_theirs, min(self.only_ours, self.only_theirs)
        tail = sum(math.comb(discordant, count) for count in range(fewer + 1))
        return min(1.0, tail / 2 ** (discordant - 1)) if discordant else 1.0


def wilson(right: int, count: int, z: float = 1.96) -> Interval:
    """Return the 95 % interval of a share (Wilson 1927)."""
    share, spread = right / count, z * z / count
    middle = share + spread / 2
    half = z * math.sqrt(share * (1 - share) / count + spread / count / 4)
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def pair(ours: Sequence[bool], theirs: Sequence[bool]) -> Paired:
    """Compare two models by which of the same sentences each gets right."""
    both = list(zip(ours, theirs, strict=True))
    return Paired(both.count((True, False)), both.count((False, True)))
