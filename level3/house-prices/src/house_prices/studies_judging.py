"""Studies of judging: what folds, searches, shuffled columns and intervals say, on blocks that no test will use."""

from argparse import Namespace
from collections.abc import Sequence

import numpy as np
from scipy.stats import loguniform, randint

from house_prices.conformal import Conformal, calibrate, fit_spread, make_spread
from house_prices.crossval import Array, cross_validate, mean_and_error
from house_prices.data import Blocks, load_blocks
from house_prices.evaluate import Evaluation, Figure, evaluate, figure
from house_prices.folds import bin_prices, make_folds, spatial_cells, split_test
from house_prices.importance import importances
from house_prices.pipelines import make_pipeline
from house_prices.search import SEARCHES, Trial, best, search
from house_prices.text import bar, table

SCHEMES = ("random", "stratified", "group", "spatial", "buffered")
MAPPED = ("random", "spatial")
FAMILY = "boosted"  # quick to fit, and nearly as good as the best
SPACE = {"model__learning_rate": loguniform(0.01, 0.5), "model__max_leaf_nodes": randint(4, 64)}
N_TRIALS = 9
COVERAGE = 0.9
CASES = (  # name, how the calibration blocks are set aside, how those that judge
    ("random", "random", "random"),
    ("random, then elsewhere", "random", "spatial"),
    ("squares, then elsewhere", "spatial", "spatial"),
)


def study_folds(options: Namespace) -> None:
    """Show how much each way of dealing folds flatters each family."""
    blocks = _development(options)
    errors: dict[str, dict[str, Array]] = {family: {} for family in ("ridge", "neighbours", FAMILY)}
    print(f"RMSE in $100k, mean of 5 folds ± standard error, {len(blocks):,} blocks")
    for scheme in SCHEMES:
        folds = make_folds(blocks, scheme, 5, options.seed)
        for family, by_scheme in errors.items():
            by_scheme[scheme] = cross_validate(
                make_pipeline(family, seed=options.seed), blocks, folds
            )
    rows = [
        (
            scheme,
            *(
                "{:.3f} ± {:.3f}".format(*mean_and_error(by_scheme[scheme]))
                for by_scheme in errors.values()
            ),
        )
        for scheme in SCHEMES
    ]
    print(table(("folds", *errors), rows))
    if options.picture:
        from house_prices.plots import draw_folds

        maps = {scheme: make_folds(blocks, scheme, 5, options.seed) for scheme in MAPPED}
        draw_folds(blocks, maps, errors).savefig(options.picture)


def study_search(options: Namespace) -> None:
    """Race the searches over the same space, each at the price of the same number of full trials."""
    blocks = _development(options)
    folds = make_folds(blocks, "spatial", 4, options.seed)[:1]
    model = make_pipeline(FAMILY, seed=options.seed)
    found: dict[str, list[Trial]] = {}
    rows = []
    for how in SEARCHES:
        found[how] = list(
            search(
                model,
                SPACE,
                blocks,
                folds,
                how=how,
                n_trials=N_TRIALS,
                seed=options.seed,
            )
        )
        chosen = best(found[how])
        seconds = sum(trial.seconds for trial in found[how])
        rows.append(
            (how, str(len(found[how])), f"{seconds:.0f}", f"{chosen.mean:.4f}", _say(chosen))
        )
    print(f"{FAMILY}: rows read as by {N_TRIALS} settings on all; RMSE in $100k")
    print(table(("search", "fits", "CPU-s", "best", "settings"), rows))
    if options.picture:
        from house_prices.plots import draw_search

        draw_search(found).savefig(options.picture)


def study_importance(options: Namespace) -> None:
    """Show how much worse the model gets when columns are shuffled, in squares that it has not learned from."""
    blocks = _development(options)
    train, judging = make_folds(blocks, "spatial", 5, options.seed)[0]
    fitted = make_pipeline(FAMILY, seed=options.seed).fit(blocks.x.iloc[train], blocks.y[train])
    found = importances(fitted, blocks[judging], seed=options.seed)
    widest = max(found[0].mean, 1e-9)
    print(f"growth of the RMSE when shuffled, $100k, {len(judging):,} blocks, 5 shuffles")
    rows = [
        (each.name, f"{each.mean:.3f} ± {each.error:.3f}", f"{bar(each.mean / widest):<20}")
        for each in found
    ]
    print(table(("columns", "growth", ""), rows))
    if options.picture:
        from house_prices.plots import draw_importance

        draw_importance(found).savefig(options.picture)


def study_coverage(options: Namespace) -> None:
    """Show where the intervals keep their promise, and where not."""
    blocks = _development(options)
    judged = {
        name: _judge(blocks, calibration, judging, options.seed)
        for name, calibration, judging in CASES
    }
    print(f"{COVERAGE:.0%} promised; {FAMILY}, 95 % intervals over squares of 50 km")
    rows = [
        (name, f"{found.coverage:.1%}", f"${100 * found.width:.0f}k")
        for name, found in judged.items()
    ]
    print(table(("calibrated and judged", "prices held", "median width"), rows))
    by_price = {name: coverage_by(found, _fifths(found.test)) for name, found in judged.items()}
    by_place = {name: coverage_by(found, _places(found.test)) for name, found in judged.items()}
    print(f"\n{_side_by_side('price', by_price)}\n\n{_side_by_side('where', by_place)}")
    if options.picture:
        from house_prices.plots import draw_coverage

        draw_coverage(by_price, COVERAGE, "fifth of the prices").savefig(options.picture)


def _side_by_side(what: str, by_class: dict[str, dict[str, Figure]]) -> str:
    """Set the shares held of every class in a table, a column for each case."""
    names = sorted({label for shares in by_class.values() for label in shares})
    rows = [
        (
            label,
            *(
                f"{shares[label].value:.0%}" if label in shares else "-"
                for shares in by_class.values()
            ),
        )
        for label in names
    ]
    return table((what, *by_class), rows)


def _judge(blocks: Blocks, calibration: str, judging: str, seed: int) -> Evaluation:
    """Calibrate on a fifth that is set aside in one way, and judge on another that is set aside in its own."""
    rest, judges = split_test(blocks, scheme=judging, seed=seed + 1)
    inside = blocks[rest]
    fit, calibrating = split_test(inside, scheme=calibration, seed=seed + 2)
    return evaluate(
        _calibrated(inside[fit], inside[calibrating], calibration, seed), blocks[judges]
    )


def _calibrated(fit: Blocks, calibrating: Blocks, scheme: str, seed: int) -> Conformal:
    model = make_pipeline(FAMILY, seed=seed)
    spread = fit_spread(model, make_spread(seed), fit, scheme=scheme, n_folds=3, seed=seed)
    return calibrate(model.fit(fit.x, fit.y), spread, calibrating, coverage=COVERAGE)


def coverage_by(found: Evaluation, labels: Sequence[str]) -> dict[str, Figure]:
    """Return the share of prices that the intervals hold, for each label (N,), in the labels' order."""
    held, cells = found.interval.holds(found.test.y).astype(float), spatial_cells(found.test.x)
    names = np.asarray(labels)
    return {
        str(name): figure(held[names == name], cells[names == name]) for name in np.unique(names)
    }


def _fifths(blocks: Blocks) -> list[str]:
    """Name the fifth of the known prices that each block is in; clipped ones are a class of their own."""
    bins = bin_prices(blocks.y, 5)
    return [
        "clipped" if clipped else f"fifth {each + 1}"
        for each, clipped in zip(bins, blocks.clipped, strict=True)
    ]


def _places(blocks: Blocks) -> list[str]:
    return [place.lower() for place in blocks.x["ocean_proximity"]]


def _development(options: Namespace) -> Blocks:
    """Return all but the test blocks of `train`, and say which data they are of."""
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    development, _ = split_test(blocks, scheme="spatial", seed=options.seed)
    return blocks[development]


def _say(trial: Trial) -> str:
    """Say the settings of a trial, without the names of the pipeline's parts."""
    return ", ".join(
        f"{name.split('__')[-1]} {value:.3g}"
        if isinstance(value, float)
        else f"{name.split('__')[-1]} {value}"
        for name, value in trial.params.items()
    )
