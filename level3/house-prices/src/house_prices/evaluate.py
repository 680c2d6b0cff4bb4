"""How good a finished model is on the test blocks: the only module that looks at them.

Blocks of one square of land resemble each other, so a thousand of them say less than a thousand strangers would. Every
interval here is a bootstrap over squares, not over blocks; Roberts et al. (2017).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from house_prices.conformal import Conformal, Interval
from house_prices.data import Blocks
from house_prices.folds import Index, spatial_cells

Array = NDArray[np.float64]
DRAWS = 2_000


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        return f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})"


@dataclass(frozen=True)
class Evaluation:
    """What a model said of test blocks, what was true, and the figures that follow; in $100k."""

    test: Blocks
    interval: Interval
    rmse: Figure
    rmse_known: Figure  # without the blocks whose price is only known to be at least `CLIP`
    mae: Figure
    coverage: Figure  # share of the prices that the intervals hold
    width: float  # median of the intervals that end

    @property
    def residuals(self) -> Array:
        """Return by how much (N,) each price was overestimated."""
        return self.interval.price - self.test.y


def evaluate(conformal: Conformal, test: Blocks) -> Evaluation:
    """Judge a model on blocks that nothing has looked at before; raises `ValueError`."""
    if not len(test):
        raise ValueError("there are no blocks to evaluate on: expected 1 or more")
    interval = conformal.predict(test.x)
    cells = spatial_cells(test.x)
    miss = interval.price - test.y
    known = ~test.clipped if not test.clipped.all() else np.ones(len(test), dtype=bool)
    width = (interval.high - interval.low)[np.isfinite(interval.high)]
    return Evaluation(
        test,
        interval,
        rmse=_root(figure(miss**2, cells)),
        rmse_known=_root(figure(miss[known] ** 2, cells[known])),
        mae=figure(np.abs(miss), cells),
        coverage=figure(interval.holds(test.y).astype(float), cells),
        width=float(np.median(width)) if len(width) else np.inf,
    )


def figure(values: Array, groups: Index, seed: int = 0) -> Figure:
    """Return the mean of values (N,) with its 95 % interval, by drawing whole groups (N,) with replacement."""
    _, group_of, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.bincount(group_of, values)  # (G,)
    drawn = np.random.default_rng(seed).integers(len(sizes), size=(DRAWS, len(sizes)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Figure(float(np.mean(values)), float(low), float(high))


def _root(squared: Figure) -> Figure:
    return Figure(squared.value**0.5, squared.low**0.5, squared.high**0.5)
