"""How far off a model is on blocks that it has not learned from: scikit-learn makes the predictions."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import cross_validate as judge
from sklearn.pipeline import Pipeline

from house_prices.data import CLIP, Blocks
from house_prices.folds import Fold

Array = NDArray[np.float64]


def rmse(y: Array, predicted: Array) -> float:
    """Return the root of the mean squared error, in $100k."""
    return float(np.linalg.norm(predicted - y) / np.sqrt(np.size(y)))


def predict_prices(model: Pipeline, x: pd.DataFrame) -> Array:
    """Return the price (N,) of each row, at most `CLIP`."""
    return model.predict(x).clip(max=CLIP)


def cross_validate(model: Pipeline, blocks: Blocks, folds: Sequence[Fold]) -> Array:
    """Return the RMSE (K,) on each fold, of copies that scikit-learn fits to the rest."""

    def off_by(fitted: Pipeline, x: pd.DataFrame, y: Array) -> float:
        return rmse(y, predict_prices(fitted, x))

    return judge(model, blocks.x, blocks.y, cv=folds, scoring=off_by)["test_score"]


def mean_and_error(values: Array | Sequence[float]) -> tuple[float, float]:
    """Return the mean of K values and its standard error."""
    values = np.asarray(values, dtype=float)
    return float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5)
