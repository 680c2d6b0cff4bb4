"""Families of models, each one pipeline: raw rows in, prices in $100k out.

Whatever learns from rows (gaps, categories, scales, the model) is inside, so that a fold can be fitted by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scipy.stats import loguniform, randint, uniform
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, VotingRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from house_prices.features import AddRatios, DistanceToCities, FillBedrooms, RotateCoordinates
from house_prices.schema import CATEGORY

WEIGHTS = [(0.6, 0.4, 0.0), (0.5, 0.3, 0.2), (0.5, 0.2, 0.3)]  # of boosted, forest, placeless
Model = Callable[[int, int], BaseEstimator]  # of seed and jobs


def encode(*, scale: bool) -> ColumnTransformer:
    """Return what turns the category into columns of 0 and 1, and numbers into one scale or leaves them."""
    # step 4: begin
    numbers = make_column_selector(dtype_include="number")
    columns = ColumnTransformer(
        [
            ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), [CATEGORY]),
            ("numbers", StandardScaler() if scale else "passthrough", numbers),
        ],
        verbose_feature_names_out=False,
    )
    return columns.set_output(transform="pandas")
    # step 4: end


@dataclass(frozen=True)
class Family:
    """A kind of model: how it is made, what its columns need, and where a search may look."""

    title: str
    model: Model
    scale: bool = False  # whether its answers depend on the columns' scales
    places: bool = False  # whether rotated coordinates and distances help it
    space: Mapping[str, Any] = field(default_factory=dict)  # of pipeline parameters


def _boosted(seed: int, jobs: int) -> BaseEstimator:
    return HistGradientBoostingRegressor(
        max_iter=400,
        learning_rate=0.06,
        min_samples_leaf=40,
        l2_regularization=3.0,
        max_features=0.3,  # of the columns at each cut: many of them say nearly the same
        random_state=seed,
    )


def _forest(seed: int, jobs: int) -> BaseEstimator:
    return ExtraTreesRegressor(
        n_estimators=80, min_samples_leaf=3, max_features=0.4, random_state=seed, n_jobs=jobs
    )


def _neighbours(seed: int, jobs: int) -> BaseEstimator:
    # By brute force: a tree of neighbours from a file could lead anywhere, and files.py refuses it.
    return KNeighborsRegressor(12, weights="distance", algorithm="brute", n_jobs=jobs)


def _placeless(seed: int) -> Pipeline:
    """Return boosted trees that are not told where a block lies, so that no place is new to them."""
    elsewhere = make_column_selector(pattern=r"^(?!longitude|latitude|towards_|km_to_)")
    columns = ColumnTransformer(
        [("kept", "passthrough", elsewhere)], verbose_feature_names_out=False
    )
    trees = HistGradientBoostingRegressor(max_iter=200, learning_rate=0.06, random_state=seed)
    return Pipeline([("columns", columns), ("trees", trees)])


def _ours(seed: int, jobs: int) -> BaseEstimator:
    parts = [
        ("boosted", _boosted(seed, jobs)),
        ("forest", _forest(seed, jobs)),
        ("placeless", _placeless(seed)),
    ]
    return VotingRegressor(parts, weights=WEIGHTS[1])


BOOSTED = {
    "learning_rate": loguniform(0.03, 0.12),
    "max_leaf_nodes": randint(20, 48),
    "min_samples_leaf": randint(20, 60),
    "l2_regularization": loguniform(0.3, 10),
    "max_features": uniform(0.2, 0.4),
}


def _under(part: str, space: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{part}__{name}": values for name, values in space.items()}


FAMILIES = {
    "mean": Family("the mean of all prices", lambda seed, jobs: DummyRegressor()),
    "linear": Family("linear regression", lambda seed, jobs: LinearRegression(), scale=True),
    "ridge": Family(
        "ridge regression",
        lambda seed, jobs: Ridge(),
        scale=True,
        space={"model__alpha": loguniform(1e-3, 1e3)},
    ),
    "neighbours": Family(
        "nearest neighbours",
        _neighbours,
        scale=True,
        space={"model__n_neighbors": randint(3, 40), "model__weights": ["uniform", "distance"]},
    ),
    "forest": Family(
        "extremely randomised trees",
        _forest,
        places=True,
        space={"model__min_samples_leaf": randint(1, 6), "model__max_features": uniform(0.3, 0.5)},
    ),
    "boosted": Family("boosted trees", _boosted, places=True, space=_under("model", BOOSTED)),
    "ours": Family(
        "boosted trees, randomised trees and boosted trees without a map, averaged",
        _ours,
        places=True,
        space={"model__weights": WEIGHTS, **_under("model__boosted", BOOSTED)},
    ),
}


def prepare(*, scale: bool, places: bool) -> Pipeline:
    """Return all that comes before a model: gaps filled, better columns, categories and scales."""
    # step 6: begin
    steps = [("fill", FillBedrooms()), ("ratios", AddRatios())]
    if places:
        steps += [("rotate", RotateCoordinates()), ("cities", DistanceToCities())]
    return Pipeline([*steps, ("encode", encode(scale=scale))])
    # step 6: end


def make_pipeline(family: str, *, seed: int = 0, jobs: int = 1) -> Pipeline:
    """Return an unfitted pipeline of a family, with the parts `prepare` and `model`; raises `ValueError`."""
    if family not in FAMILIES:
        raise ValueError(f"expected one of {', '.join(FAMILIES)}, got {family!r}")
    chosen = FAMILIES[family]
    # step 6: begin
    before = prepare(scale=chosen.scale, places=chosen.places)
    return Pipeline([("prepare", before), ("model", chosen.model(seed, jobs))])
    # step 6: end
