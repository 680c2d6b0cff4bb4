"""How sure a ratio is: a bootstrapped interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from statistics import fmean

RESAMPLES = 4000


@dataclass(frozen=True)
class Interval:
    """A figure, and between which two it lies with the confidence that was asked for."""

    low: float
    middle: float
    high: float


def ratio_interval(
    above: Sequence[float],
    below: Sequence[float],
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Interval:
    """Return the geometric mean of ``above / below``, pair by pair, with its interval.

    Pairs are of one round, so that what slows a whole round down drops out. The bootstrap is the studentised one,
    since it alone keeps its promise with ten rounds: Efron & Tibshirani, *An Introduction to the Bootstrap*, 12.5.
    """
    logs = [log(a / b) for a, b in zip(above, below, strict=True)]
    mean, error = _mean_and_error(logs)
    chance = Random(0)
    drawn = (_mean_and_error(chance.choices(logs, k=len(logs))) for _ in range(resamples))
    # A draw of one pair, again and again, tells nothing.
    students = sorted((m - mean) / e for m, e in drawn if e > 0) or [0.0]
    outside = round(len(students) * (1 - confidence) / 2)
    least, most = students[outside], students[-1 - outside]
    return Interval(exp(mean - most * error), exp(mean), exp(mean - least * error))


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    mean = fmean(values)
    n = len(values)
    return mean, sqrt(sum((value - mean) ** 2 for value in values) / (n * (n - 1)))
