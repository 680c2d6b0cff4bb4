"""How far off a model is on blocks that it has not learned from, and how sure we are of that."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from house_prices.data import CLIP, Blocks
from house_prices.folds import Fold

Array = NDArray[np.float64]


def rmse(y: Array, predicted: Array) -> float:
    """Return the root of the mean squared error, in $100k."""
    return float(np.sqrt(np.mean((predicted - y) ** 2)))


def predict_prices(model: Pipeline, x: pd.DataFrame) -> Array:
    """Return the price (N,) of each row, at most `CLIP`: nothing above that was ever published."""
    return np.minimum(model.predict(x), CLIP)


def cross_validate(model: Pipeline, blocks: Blocks, folds: Sequence[Fold]) -> Array:
    """Return the RMSE (K,) on each fold of a fresh copy of `model`, fitted to the rest."""
    # step 7: begin
    errors = []
    for train, test in folds:
        fitted = clone(model).fit(blocks.x.iloc[train], blocks.y[train])
        errors.append(rmse(blocks.y[test], predict_prices(fitted, blocks.x.iloc[test])))
    return np.array(errors)
    # step 7: end


def mean_and_error(values: Array | Sequence[float]) -> tuple[float, float]:
    """Return the mean of K values and its standard error, the spread over the root of K."""
    # step 7: begin
    return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(np.size(values)))
    # step 7: end
