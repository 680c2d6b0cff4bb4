"""Transformers: a table of blocks in, a table with better columns out.

Each learns what it needs in `fit`, from training rows alone, and changes no table that it is given.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from house_prices.places import CITIES, Array, kilometres, to_kilometres

Names = NDArray[np.object_]
Columns = Mapping[str, pd.Series | Array]
RATIOS = ("rooms_per_household", "bedrooms_per_room", "people_per_household")


class TableTransformer(TransformerMixin, BaseEstimator):
    """Remember the columns of `fit`, and refuse a table that lacks one of them."""

    def fit(self, x: pd.DataFrame, y: object = None) -> Self:
        """Learn from the training rows `x`; here only the names of their columns."""
        self.feature_names_in_ = np.array(x.columns, dtype=object)
        return self

    def checked(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that `fit` saw, in their order; raises `ValueError`."""
        check_is_fitted(self, "feature_names_in_")
        missing = [name for name in self.feature_names_in_ if name not in x.columns]
        if missing:
            raise ValueError(f"{type(self).__name__} was fitted with {', '.join(missing)}: add it")
        return x[list(self.feature_names_in_)]

    def get_feature_names_out(self, input_features: object = None) -> Names:
        """Return the names of the columns that `transform` gives."""
        check_is_fitted(self, "feature_names_in_")
        return self.feature_names_in_


class FillBedrooms(TableTransformer):
    """Put the usual share of a block's rooms where the number of bedrooms is missing."""

    def fit(self, x: pd.DataFrame, y: object = None) -> Self:
        """Learn `share_`, the median of bedrooms by rooms over the training rows that have both."""
        super().fit(x)
        # step 3: begin
        self.share_ = float((x["total_bedrooms"] / x["total_rooms"]).median())
        if np.isnan(self.share_):
            raise ValueError("no training row says how many bedrooms it has: give at least one")
        return self
        # step 3: end

    def transform(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the table without gaps in `total_bedrooms`."""
        x = self.checked(x)
        # step 3: begin
        usual = self.share_ * x["total_rooms"]
        return x.assign(total_bedrooms=x["total_bedrooms"].fillna(usual))
        # step 3: end


class AddColumns(TableTransformer):
    """Add what `new_columns` makes of each row by itself to the table."""

    def transform(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the table with the new columns behind the old ones."""
        x = self.checked(x)
        return x.assign(**self.new_columns(x))

    def get_feature_names_out(self, input_features: object = None) -> Names:
        """Return the old names, then the new ones."""
        return np.array([*super().get_feature_names_out(), *self.new_names()], dtype=object)

    def new_names(self) -> Sequence[str]:
        """Return the names of the new columns, in their order."""
        raise TypeError(f"{type(self).__name__} does not say which columns it adds")

    def new_columns(self, x: pd.DataFrame) -> Columns:
        """Return the new columns by name."""
        raise TypeError(f"{type(self).__name__} does not say how its columns are made")


class AddRatios(AddColumns):
    """Add what a household has: rooms, people, and how many of the rooms are bedrooms."""

    def new_names(self) -> Sequence[str]:
        """Return the three names."""
        return RATIOS

    def new_columns(self, x: pd.DataFrame) -> Columns:
        """Return the three ratios of each row."""
        # step 5: begin
        ratios = (
            x["total_rooms"] / x["households"],
            x["total_bedrooms"] / x["total_rooms"],
            x["population"] / x["households"],
        )
        return dict(zip(RATIOS, ratios, strict=True))
        # step 5: end


class RotateCoordinates(AddColumns):
    """Add how far each block lies in further directions, so that one cut of a tree can follow the coast."""

    def __init__(self, angles: Sequence[int] = (15, 30, 45, 60, 75)) -> None:
        self.angles = angles  # degrees, from east towards north

    def new_names(self) -> Sequence[str]:
        """Return a name for each angle."""
        return [f"towards_{angle}" for angle in self.angles]

    def new_columns(self, x: pd.DataFrame) -> Columns:
        """Return, for each angle, longitude times its cosine plus latitude times its sine."""
        # step 5: begin
        columns = {}
        for angle, name in zip(self.angles, self.new_names(), strict=True):
            east, north = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            columns[name] = east * x["longitude"] + north * x["latitude"]
        return columns
        # step 5: end


class DistanceToCities(AddColumns):
    """Add the distance to each of five cities, in km."""

    def new_names(self) -> Sequence[str]:
        """Return a name for each city."""
        return [f"km_to_{city.lower().replace(' ', '_')}" for city in CITIES]

    def new_columns(self, x: pd.DataFrame) -> Columns:
        """Return the distances on a flat map."""
        here = kilometres(x)  # (N, 2)
        away = [np.hypot(*(here - to_kilometres(*city)).T) for city in CITIES.values()]
        return dict(zip(self.new_names(), away, strict=True))
