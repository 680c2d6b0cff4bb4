"""One training run: search where asked, fit, and measure the interval; a report for each thing done."""

from collections.abc import Iterator
from dataclasses import dataclass

from sklearn.base import clone
from sklearn.pipeline import Pipeline

from house_prices.config import Config
from house_prices.conformal import Conformal, calibrate, fit_spread, make_spread
from house_prices.data import Blocks
from house_prices.folds import make_folds, split_test
from house_prices.pipelines import FAMILIES, make_pipeline
from house_prices.search import Trial, best, search

SPREAD_FOLDS = 3  # how far off the model will be is learned from so many folds


@dataclass(frozen=True)
class Stage:
    """What a run is about to do, which may take a while."""

    text: str


@dataclass(frozen=True)
class Fitted:
    """The end of a run: a model with its interval, the blocks it learned from, and how many measured it."""

    conformal: Conformal
    learned: Blocks
    n_calibration: int


def split(blocks: Blocks, config: Config) -> tuple[Blocks, Blocks]:
    """Return what may be looked at, and the test blocks, by the configuration's scheme and seed."""
    development, test = split_test(
        blocks, scheme=config.split, share=config.test_share, seed=config.seed
    )
    return blocks[development], blocks[test]


def train(development: Blocks, config: Config) -> Iterator[Trial | Stage | Fitted]:
    """Yield a report for each trial of the search, if any, and the fitted model at the end.

    What measures the interval is set aside before the search: a model that was chosen by its misses there would
    look better there than elsewhere, and its intervals would be too narrow.
    """
    learn, measure = split_test(
        development, scheme=config.split, share=config.calibration_share, seed=config.seed + 1
    )
    learned, calibration = development[learn], development[measure]
    model = make_pipeline(config.family, seed=config.seed, jobs=config.jobs)
    if config.search != "none":
        trials = []
        for trial in look(model, learned, config):
            trials.append(trial)
            yield trial
        model = clone(model).set_params(**best(trials).params)
    yield from fit(model, learned, calibration, config)


def look(model: Pipeline, learned: Blocks, config: Config) -> Iterator[Trial]:
    """Search the family's space on folds of the blocks that are learned from."""
    return search(
        model,
        FAMILIES[config.family].space,
        learned,
        make_folds(learned, config.scheme, config.folds, config.seed),
        how=config.search,
        n_trials=config.trials,
        seed=config.seed,
    )


def fit(
    model: Pipeline, learned: Blocks, calibration: Blocks, config: Config
) -> Iterator[Stage | Fitted]:
    """Fit the model to one part, and measure on the other how far an interval must reach."""
    yield Stage(f"learning from {len(learned):,} how far off it will be, in {SPREAD_FOLDS} fits")
    spread = fit_spread(
        model,
        make_spread(config.seed),
        learned,
        scheme=config.scheme,
        n_folds=SPREAD_FOLDS,
        seed=config.seed,
    )
    yield Stage(f"fitting to them, and measuring the interval on {len(calibration):,} others")
    fitted = clone(model).fit(learned.x, learned.y)
    conformal = calibrate(fitted, spread, calibration, coverage=config.coverage)
    yield Fitted(conformal, learned, len(calibration))
