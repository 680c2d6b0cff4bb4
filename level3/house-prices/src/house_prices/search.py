"""Look for good settings: every fit is paid for, so every search has the same budget of trials.

A space maps a parameter's name, as ``set_params`` takes it, to a list of values or to a distribution of SciPy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from house_prices.crossval import cross_validate, predict_prices, rmse
from house_prices.data import Blocks
from house_prices.folds import Fold

Params = dict[str, Any]
Space = Mapping[str, Any]
SEARCHES = ("grid", "random", "halving")
FACTOR = 3  # of the candidates of a round of halving one in three goes on, on three times the rows
ROUNDS = 2  # of halving, before what is left is tried on all rows


@dataclass(frozen=True)
class Trial:
    """One setting, and the RMSE (K,) in $100k that it had on each fold."""

    number: int
    params: Params
    errors: NDArray[np.float64]
    n_rows: int  # that each fit learned from, at most
    seconds: float  # of the processor

    @property
    def mean(self) -> float:
        """Return the mean RMSE."""
        return float(np.mean(self.errors))


def grid(space: Space, n_levels: int) -> list[Params]:
    """Return every combination of `n_levels` values of each parameter."""
    # step 9: begin
    columns = [levels(values, n_levels) for values in space.values()]
    return [dict(zip(space, row, strict=True)) for row in product(*columns)]
    # step 9: end


def sample(space: Space, n_trials: int, rng: np.random.Generator) -> list[Params]:
    """Draw `n_trials` combinations, each parameter anew for each of them."""
    # step 9: begin
    return [{name: draw(values, rng) for name, values in space.items()} for _ in range(n_trials)]
    # step 9: end


def levels(values: Any, n_levels: int) -> list[Any]:
    """Return `n_levels` values, evenly through a list or through the share of a distribution."""
    places = (np.arange(n_levels) + 0.5) / n_levels
    if not hasattr(values, "ppf"):
        return [values[int(place * len(values))] for place in places[: len(values)]]
    whole = np.asarray(values.rvs(random_state=0)).dtype.kind == "i"
    return [int(value) if whole else float(value) for value in values.ppf(places)]


def draw(values: Any, rng: np.random.Generator) -> Any:
    """Draw one value of a list or of a distribution."""
    if not hasattr(values, "rvs"):
        return values[rng.integers(len(values))]
    value = values.rvs(random_state=rng)
    return value.item() if isinstance(value, np.generic) else value


def try_all(
    model: Pipeline, candidates: Sequence[Params], blocks: Blocks, folds: Sequence[Fold]
) -> Iterator[Trial]:
    """Judge each setting on the same folds, yielding a report for each."""
    # step 9: begin
    for number, params in enumerate(candidates, start=1):
        began = process_time()
        errors = cross_validate(clone(model).set_params(**params), blocks, folds)
        n_rows = max(len(train) for train, _ in folds)
        yield Trial(number, params, errors, n_rows, process_time() - began)
    # step 9: end


def best(trials: Sequence[Trial]) -> Trial:
    """Return the trial of the lowest mean RMSE, among those that learned from the most rows."""
    # step 9: begin
    most = max(trial.n_rows for trial in trials)
    return min((trial for trial in trials if trial.n_rows == most), key=lambda trial: trial.mean)
    # step 9: end


def thin(folds: Sequence[Fold], share: float, rng: np.random.Generator) -> list[Fold]:
    """Keep a random `share` of the rows that each fold learns from, and all that it is judged on."""
    return [
        (np.sort(rng.permutation(train)[: max(1, round(share * len(train)))]), test)
        for train, test in folds
    ]


def halve(
    model: Pipeline,
    candidates: Sequence[Params],
    blocks: Blocks,
    folds: Sequence[Fold],
    rng: np.random.Generator,
    rounds: int = ROUNDS,
) -> Iterator[Trial]:
    """Try all on few rows, the best third on three times as many, and so on; Jamieson & Talwalkar (2016).

    After `rounds` rounds what is left is tried on all rows.
    """
    # step 10: begin
    for left in range(rounds, -1, -1):
        trials = []
        for trial in try_all(model, candidates, blocks, thin(folds, FACTOR**-left, rng)):
            trials.append(trial)
            yield trial
        trials.sort(key=lambda trial: trial.mean)
        candidates = [trial.params for trial in trials[: ceil(len(trials) / FACTOR)]]
    # step 10: end


def search(
    model: Pipeline,
    space: Space,
    blocks: Blocks,
    folds: Sequence[Fold],
    *,
    how: str = "random",
    n_trials: int = 8,
    seed: int = 0,
) -> Iterator[Trial]:
    """Look through the space by one of `SEARCHES`, at the price of at most `n_trials` settings on all rows."""
    rng = np.random.default_rng(seed)
    if not space:
        yield from try_all(model, [{}], blocks, folds)
    elif how == "grid":
        n_levels = int(n_trials ** (1 / len(space)) + 1e-9)
        if n_levels < 2:
            raise ValueError(
                f"a grid of {len(space)} settings at two values each needs {2 ** len(space)} trials,"
                f" got {n_trials}: give it more, or search at random"
            )
        yield from try_all(model, grid(space, n_levels), blocks, folds)
    elif how == "random":
        yield from try_all(model, sample(space, n_trials, rng), blocks, folds)
    elif how == "halving":
        rounds = min(ROUNDS, n_trials - 1)
        candidates = sample(space, affordable(n_trials, rounds), rng)
        yield from halve(model, candidates, blocks, folds, rng, rounds)
    else:
        raise ValueError(f"expected a search of {', '.join(SEARCHES)}, got {how!r}")


def affordable(n_trials: int, rounds: int) -> int:
    """Return with how many candidates halving can begin: each round reads as many rows as the others."""
    return FACTOR**rounds * max(1, n_trials // (rounds + 1))


@dataclass(frozen=True)
class Nested:
    """What was chosen without one outer fold, what the choice promised, and how it did there."""

    chosen: Trial
    y: NDArray[np.float64]  # (N,) prices of the outer fold, in $100k
    predicted: NDArray[np.float64]  # (N,)

    @property
    def error(self) -> float:
        """Return the RMSE on the outer fold."""
        return rmse(self.y, self.predicted)


def nested(
    model: Pipeline,
    space: Space,
    blocks: Blocks,
    outer: Sequence[Fold],
    deal: Callable[[Blocks], Sequence[Fold]],
    *,
    how: str = "random",
    n_trials: int = 8,
    seed: int = 0,
) -> Iterator[Nested]:
    """For each outer fold search in the rest alone, on the folds that `deal` makes of it, and judge the winner."""
    # step 10: begin
    for train, test in outer:
        inside = blocks[train]
        trials = search(model, space, inside, deal(inside), how=how, n_trials=n_trials, seed=seed)
        chosen = best(list(trials))
        fitted = clone(model).set_params(**chosen.params).fit(inside.x, inside.y)
        yield Nested(chosen, blocks.y[test], predict_prices(fitted, blocks.x.iloc[test]))
    # step 10: end
