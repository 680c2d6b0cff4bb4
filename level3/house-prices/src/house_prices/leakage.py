"""Probes for leaks: what a model knows that it cannot know, and which rows it was shown."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from house_prices.crossval import rmse
from house_prices.data import Blocks
from house_prices.features import TableTransformer
from house_prices.folds import Fold


def shuffled_error(model: Pipeline, blocks: Blocks, fold: Fold, rng: np.random.Generator) -> float:
    """Return the RMSE of a fresh copy of `model` on one fold, after all prices were dealt out at random.

    Nothing can be learned from such prices: whoever does better than their mean was shown the answers.
    """
    # step 6: begin
    prices = rng.permutation(blocks.y)
    train, test = fold
    fitted = clone(model).fit(blocks.x.iloc[train], prices[train])
    return rmse(prices[test], fitted.predict(blocks.x.iloc[test]))
    # step 6: end


def fingerprints(x: pd.DataFrame) -> frozenset[int]:
    """Return a number for each row that depends on its figures alone: a row keeps it under any index."""
    return frozenset(pd.util.hash_pandas_object(x, index=False))


class RowLog(list[frozenset[int]]):
    """The fingerprints of the rows of each fit, in a list that all copies of a recorder share."""

    def __deepcopy__(self, memo: dict[int, object]) -> "RowLog":
        return self  # scikit-learn's clone copies parameters in this way


class Recorder(TableTransformer):
    """Write down which rows each `fit` is shown, and hand the table on."""

    def __init__(self, log: RowLog) -> None:
        self.log = log

    def fit(self, x: pd.DataFrame, y: object = None) -> Self:
        """Write down the fingerprints of the rows."""
        self.log.append(fingerprints(x))
        return super().fit(x)

    def transform(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the table as it is."""
        return self.checked(x)


def recorded(model: Pipeline) -> tuple[Pipeline, RowLog]:
    """Return a copy of an unfitted pipeline that begins with a recorder, and the recorder's log."""
    log = RowLog()
    return Pipeline([("recorder", Recorder(log)), *clone(model).steps]), log
