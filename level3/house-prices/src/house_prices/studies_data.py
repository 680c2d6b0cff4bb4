"""Studies of what happens before a model learns: scales, and leaks."""

from argparse import Namespace

import numpy as np

from house_prices.crossval import predict_prices, rmse
from house_prices.data import load_blocks
from house_prices.folds import split_test
from house_prices.leakage import fingerprints, recorded, shuffled_error
from house_prices.pipelines import FAMILIES, make_pipeline
from house_prices.scaling import scaling_effects
from house_prices.text import table

QUICK = tuple(family for family in FAMILIES if family != "ours")  # ours is made of these


def study_scaling(options: Namespace) -> None:
    """Fit each family with raw and with scaled columns."""
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    fold = split_test(blocks, scheme="spatial", seed=options.seed)
    rows = [
        (each.family, f"{each.raw:.4f}", f"{each.scaled:.4f}", f"{each.largest_move:.1g}")
        for each in scaling_effects(blocks, fold, QUICK, options.seed)
    ]
    print(table(("RMSE in $100k", "raw columns", "scaled", "largest move of a price"), rows))


def study_leakage(options: Namespace) -> None:
    """Fit each family to true and to shuffled prices, and look which rows it was shown."""
    blocks = load_blocks(sample=options.sample)
    print(blocks.source)
    fold = train, test = split_test(blocks, scheme="spatial", seed=options.seed)
    rows = []
    for family in QUICK:
        model, log = recorded(make_pipeline(family, seed=options.seed))
        model.fit(blocks.x.iloc[train], blocks.y[train])
        honest = rmse(blocks.y[test], predict_prices(model, blocks.x.iloc[test]))
        nothing = shuffled_error(model, blocks, fold, np.random.default_rng(options.seed))
        seen = frozenset().union(*log) & fingerprints(blocks.x.iloc[test])
        rows.append((family, f"{honest:.3f}", f"{nothing:.3f}", f"{len(seen)}"))
    heading = ("RMSE in $100k", "true prices", "shuffled", "test rows shown to it")
    print(table(heading, rows))
    print(f"all prices deviate by {blocks.y.std():.3f} from their mean: what knowing nothing costs")
