"""What the steps about judging have built, each shown in a few lines on made-up blocks."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import randint
from sklearn.neighbors import KDTree

from house_prices.conformal import calibrate
from house_prices.crossval import cross_validate, mean_and_error
from house_prices.data import Blocks, load_blocks
from house_prices.folds import (
    Fold,
    bin_prices,
    group_folds,
    k_folds,
    spatial_cells,
    stratified_folds,
)
from house_prices.importance import importances
from house_prices.pipelines import make_pipeline
from house_prices.places import kilometres
from house_prices.search import best, grid, halve, nested, sample, try_all
from house_prices.text import bar, table

SPACE = {"model__n_neighbors": randint(2, 60), "model__weights": ["uniform", "distance"]}


def demo_folds() -> Iterator[str]:
    """Deal blocks into folds in two ways, and judge ridge regression on them."""
    blocks, rng = _few(), np.random.default_rng(0)
    yield f"{len(blocks)} made-up blocks in 5 folds; mean price of each fold in $100k"
    ways = {
        "random": k_folds(len(blocks), 5, rng),
        "stratified": stratified_folds(bin_prices(blocks.y), 5, rng),
    }
    for name, folds in ways.items():
        prices = "  ".join(f"{blocks.y[test].mean():.2f}" for _, test in folds)
        mean, error = mean_and_error(cross_validate(make_pipeline("ridge"), blocks, folds))
        yield f"{name:<11}{prices}   ridge is off by {mean:.3f} ± {error:.3f}"


def demo_places() -> Iterator[str]:
    """Show how near the next learned block is to a judged one, and what that does to the error."""
    blocks, rng = load_blocks(sample=True), np.random.default_rng(0)
    ways = {
        "random": k_folds(len(blocks), 5, rng),
        "50 km squares": group_folds(spatial_cells(blocks.x), 5, rng),
    }
    rows = []
    for name, folds in ways.items():
        errors = cross_validate(make_pipeline("ridge"), blocks, folds)
        mean, error = mean_and_error(errors)
        rows.append((name, f"{_gap_km(blocks, folds):.1f} km", f"{mean:.3f} ± {error:.3f}"))
    yield table(("folds", "nearest learned block", "ridge is off by ($100k)"), rows)


def _gap_km(blocks: Blocks, folds: list[Fold]) -> float:
    """Return how far it is from a judged block to the nearest learned one, the median in km."""
    places = kilometres(blocks.x)
    gaps = [KDTree(places[train]).query(places[test])[0] for train, test in folds]
    return float(np.median(np.concatenate(gaps)))


def demo_search() -> Iterator[str]:
    """Spend six trials on a grid, then on random draws."""
    blocks, rng = _few(), np.random.default_rng(1)
    folds, model = k_folds(len(blocks), 2, rng), make_pipeline("neighbours")
    for name, candidates in (("grid", grid(SPACE, 3)), ("random", sample(SPACE, 6, rng))):
        trials = list(try_all(model, candidates, blocks, folds))
        yield f"{name}: {len(trials)} trials of 2 folds each"
        for trial in trials:
            neighbours, weights = trial.params.values()
            mark = "  best" if trial is best(trials) else ""
            yield f"{neighbours:>4} neighbours, {weights:<9}{trial.mean:.3f}{mark}"


def demo_halving() -> Iterator[str]:
    """Let nine settings compete on growing shares of the rows, then ask what the winner is worth."""
    blocks, rng = _few(), np.random.default_rng(2)
    folds, model = k_folds(len(blocks), 2, rng), make_pipeline("neighbours")
    candidates = sample({"model__n_neighbors": randint(2, 12)}, 9, rng)
    trials = list(halve(model, candidates, blocks, folds, rng, rounds=2))
    for n_rows in dict.fromkeys(trial.n_rows for trial in trials):
        tried = [trial for trial in trials if trial.n_rows == n_rows]
        names = " ".join(str(trial.params["model__n_neighbors"]) for trial in tried)
        yield f"on {n_rows:3} rows: {names} neighbours"

    def deal(inside: Blocks) -> list[Fold]:
        return k_folds(len(inside), 2, np.random.default_rng(0))

    reports = list(nested(model, SPACE, blocks, folds, deal, n_trials=2))
    promised = np.mean([report.chosen.mean for report in reports])
    kept, error = mean_and_error([report.error for report in reports])
    yield f"nested: the winners promised {promised:.3f}, and kept {kept:.3f} ± {error:.3f}"


def demo_interval() -> Iterator[str]:
    """Price six blocks with an interval, and count how often such intervals hold."""
    blocks = load_blocks(sample=True)
    learned, calibration, judging = blocks[:500], blocks[500:800], blocks[800:]
    model = make_pipeline("ridge").fit(learned.x, learned.y)
    spread = make_pipeline("mean").fit(learned.x, np.abs(learned.y - model.predict(learned.x)))
    yield "in $100k, calibrated on 300 blocks; 90 % promised"
    conformal = calibrate(model, spread, calibration, coverage=0.9)
    found = conformal.predict(judging.x)
    held = found.holds(judging.y)
    for number in range(6):
        high = "or more" if np.isinf(found.high[number]) else f"to {found.high[number]:.2f}"
        said = f"{found.price[number]:.2f}, {found.low[number]:.2f} {high}"
        yield f"{said:<22}is {judging.y[number]:.2f}{'' if held[number] else '   missed'}"
    yield f"{held.mean():.1%} of {len(held):,} other blocks held"


def demo_importance() -> Iterator[str]:
    """Shuffle columns under a fitted ridge regression, and see how much worse it gets."""
    blocks = load_blocks(sample=True)
    model = make_pipeline("ridge").fit(blocks.x[:1000], blocks.y[:1000])
    found = importances(model, blocks[1000:], repeats=3)
    yield "growth of the RMSE when shuffled ($100k)"
    for each in found:
        length = bar(each.mean / found[0].mean)
        yield f"{each.name:<21}{each.mean:6.3f} ± {each.error:.3f}  {length}".rstrip()


def _few() -> Blocks:
    return load_blocks(sample=True)[:300]
