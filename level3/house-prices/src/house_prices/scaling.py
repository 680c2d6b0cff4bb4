"""A study: which families care about the columns' scales, and which do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from house_prices.crossval import rmse
from house_prices.data import Blocks
from house_prices.folds import Fold
from house_prices.pipelines import FAMILIES, make_pipeline

SCALER = "prepare__encode__numbers"


@dataclass(frozen=True)
class Effect:
    """What scaling does to one family: RMSE in $100k without and with it, and how far any answer moved."""

    family: str
    raw: float
    scaled: float
    largest_move: float  # $100k


def scaling_effects(
    blocks: Blocks, fold: Fold, families: Sequence[str] = tuple(FAMILIES), seed: int = 0
) -> Iterator[Effect]:
    """Fit each family twice to the same fold, without and with a standard scaler, and compare."""
    train, test = (blocks[part] for part in fold)
    for family in families:
        answers = []
        for scaler in ("passthrough", clone(make_pipeline("ridge").get_params()[SCALER])):
            model = make_pipeline(family, seed=seed).set_params(**{SCALER: scaler})
            answers.append(model.fit(train.x, train.y).predict(test.x))
        raw, scaled = answers
        move = float(np.abs(raw - scaled).max())
        yield Effect(family, rmse(test.y, raw), rmse(test.y, scaled), move)
