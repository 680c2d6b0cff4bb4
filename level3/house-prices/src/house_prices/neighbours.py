"""Comparable blocks: near on the map, and alike in what a buyer would look at."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.neighbors import KDTree

from house_prices.data import Blocks
from house_prices.features import AddRatios
from house_prices.places import Array, kilometres

FAR_KM = 30.0  # where no block is nearer, the model has seen nothing like it
NEAR_KM = 10.0  # so many km count as much as one standard deviation of the other figures
MEDIANS_OF = 15  # nearest blocks, whose medians stand for what is not said
COUNTS = ("total_rooms", "total_bedrooms", "population", "households", "median_income")


@dataclass(frozen=True)
class Comparables:
    """The blocks most like one place: their positions (K,), and how far away they are (K,) in km."""

    positions: NDArray[np.intp]
    distances: Array


class Neighbourhood:
    """All blocks that were learned from, ready to be searched."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._places = KDTree(kilometres(blocks.x))
        figures = _figures(blocks.x)
        self._centre, self._spread = figures.mean(axis=0), figures.std(axis=0) + 1e-9
        self._alike = KDTree(self._coordinates(blocks.x))
        counts = _counts(blocks.x)
        self._least, self._most = counts.min(), counts.max()

    def _coordinates(self, x: pd.DataFrame) -> Array:
        """Return km in units of `NEAR_KM` and figures in standard deviations, (N, 5)."""
        figures = (_figures(x) - self._centre) / self._spread
        return np.column_stack([kilometres(x) / NEAR_KM, figures])

    def comparable(self, row: pd.DataFrame, n: int = 5) -> Comparables:
        """Return the `n` blocks most like one row, most alike first."""
        _, found = self._alike.query(self._coordinates(row), k=min(n, len(self.blocks)))
        away = kilometres(self.blocks.x.iloc[found[0]]) - kilometres(row)
        return Comparables(found[0], np.hypot(*away.T))

    def nearest_km(self, rows: pd.DataFrame) -> Array:
        """Return how far (N,) the nearest block is from each row, in km."""
        return self._places.query(kilometres(rows), k=1)[0][:, 0]

    def beyond(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Tell which counts and ratios (N, 8) lie outside the range of all blocks: there a model only guesses."""
        counts = _counts(rows)
        return (counts < self._least) | (counts > self._most)

    def typical(self, longitude: float, latitude: float) -> pd.DataFrame:
        """Return one row of what is usual there: medians of the nearest blocks, and their commonest word."""
        here = pd.DataFrame({"longitude": [longitude], "latitude": [latitude]})
        n = min(MEDIANS_OF, len(self.blocks))
        near = self.blocks.x.iloc[self._places.query(kilometres(here), k=n)[1][0]]
        words = near["ocean_proximity"].mode().iloc[0]
        row = near.median(numeric_only=True).to_dict() | here.iloc[0].to_dict()
        return pd.DataFrame([row | {"ocean_proximity": words}])[list(self.blocks.x.columns)]


def _counts(x: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of each row, and the ratios of a household (N, 8)."""
    return x[list(COUNTS)].assign(**AddRatios().new_columns(x))


def _figures(x: pd.DataFrame) -> Array:
    """Return log income, log rooms a household, and age (N, 3)."""
    rooms = x["total_rooms"] / x["households"]
    return np.column_stack([np.log1p(x["median_income"]), np.log1p(rooms), x["housing_median_age"]])
