"""Who takes part in a comparison: all families of ours, and two well-known libraries on the same columns.

Every contestant is searched with the same number of trials, and has about as many trees to offer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from scipy.stats import loguniform, randint, uniform
from sklearn.pipeline import Pipeline

from house_prices.pipelines import FAMILIES, make_pipeline, prepare

OURS, PEERS = "ours", ("catboost", "lightgbm")


@dataclass(frozen=True)
class Contestant:
    """How to make its pipeline from a seed, and where its settings are searched."""

    make: Callable[[int], Pipeline]
    space: Mapping[str, Any]


def contestants() -> dict[str, Contestant]:
    """Return everybody by name; raises `ImportError` where a peer is not installed."""
    for peer in PEERS:
        find_peer(peer)  # before the work, not in the midst of it
    ours = {
        name: Contestant(partial(_make_ours, name), family.space)
        for name, family in FAMILIES.items()
    }
    return ours | {
        "catboost": Contestant(_make_catboost, CATBOOST),
        "lightgbm": Contestant(_make_lightgbm, LIGHTGBM),
    }


def find_peer(name: str) -> ModuleType:
    """Import a peer, which only a comparison needs; raises `ImportError` that says how to get it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"{name} is not installed: `uv pip install --group bench` gets it, in the project's folder"
        ) from error


def _make_ours(name: str, seed: int) -> Pipeline:
    return make_pipeline(name, seed=seed)


CATBOOST = {
    "model__learning_rate": loguniform(0.05, 0.2),
    "model__depth": randint(5, 9),
    "model__l2_leaf_reg": loguniform(1, 10),
    "model__rsm": uniform(0.2, 0.4),  # share of the columns at each cut, as for ours
}


def _make_catboost(seed: int) -> Pipeline:
    model = find_peer("catboost").CatBoostRegressor(
        iterations=500, random_seed=seed, thread_count=1, verbose=0, allow_writing_files=False
    )
    return Pipeline([("prepare", prepare(scale=False, places=True)), ("model", model)])


LIGHTGBM = {
    "model__learning_rate": loguniform(0.03, 0.12),
    "model__num_leaves": randint(20, 48),
    "model__min_child_samples": randint(20, 60),
    "model__reg_lambda": loguniform(0.3, 10),
    "model__feature_fraction_bynode": uniform(0.2, 0.4),
}


def _make_lightgbm(seed: int) -> Pipeline:
    model = find_peer("lightgbm").LGBMRegressor(
        n_estimators=400, random_state=seed, n_jobs=1, verbose=-1
    )
    return Pipeline([("prepare", prepare(scale=False, places=True)), ("model", model)])
