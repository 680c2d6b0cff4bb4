"""What a model leans on: how much worse it gets when a column is shuffled; Breiman (2001), section 10.

Columns that tell of the same thing, such as longitude and latitude, stand in for each other: shuffle them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from house_prices.crossval import mean_and_error, predict_prices, rmse
from house_prices.data import Blocks

TOGETHER: Mapping[str, Sequence[str]] = {
    "place": ("longitude", "latitude"),
    "nearness of the sea": ("ocean_proximity",),
    "income": ("median_income",),
    "age of the houses": ("housing_median_age",),
    "rooms and people": ("total_rooms", "total_bedrooms", "population", "households"),
}


@dataclass(frozen=True)
class Importance:
    """By how much (R,) in $100k the RMSE grew, each time that some columns were shuffled."""

    name: str
    growth: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Return the mean growth."""
        return float(np.mean(self.growth))

    @property
    def error(self) -> float:
        """Return the standard error of the mean, from shuffle to shuffle."""
        return mean_and_error(self.growth)[1]


def shuffle_together(
    x: pd.DataFrame, columns: Sequence[str], rng: np.random.Generator
) -> pd.DataFrame:
    """Return a copy with the values of `columns` dealt to other rows, those of a row kept together."""
    # step 12: begin
    order = rng.permutation(len(x))
    dealt = x[list(columns)].iloc[order].set_index(x.index)
    return x.assign(**{name: dealt[name] for name in columns})
    # step 12: end


def importances(
    model: Pipeline,
    blocks: Blocks,
    groups: Mapping[str, Sequence[str]] = TOGETHER,
    *,
    repeats: int = 5,
    seed: int = 0,
) -> list[Importance]:
    """Measure how much worse a fitted model gets on blocks that it has not learned from; the most first."""
    rng = np.random.default_rng(seed)
    # step 12: begin
    before = rmse(blocks.y, predict_prices(model, blocks.x))
    found = []
    for name, columns in groups.items():
        after = [
            rmse(blocks.y, predict_prices(model, shuffle_together(blocks.x, columns, rng)))
            for _ in range(repeats)
        ]
        found.append(Importance(name, np.array(after) - before))
    return sorted(found, key=lambda importance: -importance.mean)
    # step 12: end
