"""Prices with an interval that holds a promised share of them: split conformal prediction.

Lei et al., *Distribution-free predictive inference for regression* (2018), algorithm 2 and section 5.2: the misses on
calibration rows, each in units of the miss that was expected there, tell how wide the interval must be. The promise
is for rows drawn like the calibration rows, on average over all of them: a new town, or one price class, may get less.

A clipped price is known to be at least `CLIP`. It counts as held where the interval reaches `CLIP`, and there the
interval is open upwards: so what holds the published price holds the true one, too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from house_prices.crossval import predict_prices
from house_prices.data import CLIP, Blocks
from house_prices.folds import make_folds
from house_prices.pipelines import prepare

Array = NDArray[np.float64]
SMALLEST = 0.02  # $100k: no expected miss is below $2,000, so that no interval is all but a point


def conformal_quantile(scores: ArrayLike, coverage: float) -> float:
    """Return the score that a share `coverage` of n scores and of one more stays below; inf where n is too small.

    It is the ceil((n + 1) * coverage)-th smallest.
    """
    # step 11: begin
    ordered = np.sort(scores)
    rank = int(np.ceil((len(ordered) + 1) * coverage - 1e-9))
    return float(ordered[rank - 1]) if rank <= len(ordered) else np.inf
    # step 11: end


@dataclass(frozen=True)
class Interval:
    """A price and the bounds of its interval, each (N,), in $100k; `high` is inf for "at least"."""

    price: Array
    low: Array
    high: Array

    def holds(self, price: Array) -> NDArray[np.bool_]:
        """Tell which prices (N,) lie within."""
        # step 11: begin
        return (self.low <= price) & (price <= self.high)
        # step 11: end


@dataclass(frozen=True)
class Conformal:
    """A fitted model of the price, one of how far that will be off, and how many times that the interval reaches."""

    model: Pipeline
    spread: Pipeline
    quantile: float
    coverage: float

    def predict(self, x: pd.DataFrame) -> Interval:
        """Return price and interval (N,) of each row."""
        price = predict_prices(self.model, x)
        return make_interval(price, expected_miss(self.spread, x), self.quantile)


def make_spread(seed: int = 0) -> Pipeline:
    """Return a model, to be fitted, of how far another one is off."""
    trees = HistGradientBoostingRegressor(
        learning_rate=0.05, max_iter=100, min_samples_leaf=50, random_state=seed
    )
    return Pipeline([("prepare", prepare(scale=False, places=True)), ("model", trees)])


def expected_miss(spread: Pipeline, x: pd.DataFrame) -> Array:
    """Return by how much (N,) in $100k the price is likely to be off, never less than `SMALLEST`."""
    return np.maximum(spread.predict(x), SMALLEST)


def make_interval(price: Array, miss: Array, quantile: float) -> Interval:
    """Reach `quantile` expected misses to both sides, not below 0, and upwards without end from `CLIP` on."""
    # step 11: begin
    low, high = np.maximum(price - quantile * miss, 0), price + quantile * miss
    return Interval(price, low, np.where(high >= CLIP, np.inf, high))
    # step 11: end


def calibrate(
    model: Pipeline,
    spread: Pipeline,
    calibration: Blocks,
    *,
    coverage: float = 0.9,
) -> Conformal:
    """Measure on blocks that neither has learned from how far an interval must reach."""
    # step 11: begin
    price = predict_prices(model, calibration.x)
    misses = np.abs(calibration.y - price)
    scores = misses / expected_miss(spread, calibration.x)
    return Conformal(model, spread, conformal_quantile(scores, coverage), coverage)
    # step 11: end


def fit_spread(
    model: Pipeline, spread: Pipeline, blocks: Blocks, *, scheme: str, n_folds: int, seed: int
) -> Pipeline:
    """Fit `spread` to the misses of copies of `model` on folds that they have not learned from."""
    misses = np.zeros(len(blocks))
    for train, test in make_folds(blocks, scheme, n_folds, seed):
        fitted = clone(model).fit(blocks.x.iloc[train], blocks.y[train])
        price = predict_prices(fitted, blocks.x.iloc[test])
        misses[test] = np.abs(blocks.y[test] - price)
    return spread.fit(blocks.x, misses)
