"""Fit boosted trees to four fifths of all blocks, and say what it took and how well it went.

    python benchmarks/fit.py ours|lightgbm SEED

400 trees of at most 31 leaves, each with 40 blocks or more, at 0.06, three tenths of the columns at every cut. Loading
and preparing do not count. `nox -s bench` runs it, on one thread. Where only the sample is here, on that.
"""

import argparse
from time import perf_counter, process_time
from typing import Any

from house_prices.data import load_blocks
from house_prices.folds import split_test
from house_prices.pipelines import make_pipeline, prepare


def ours(seed: int) -> Any:
    """Return the model of the family "boosted"."""
    return make_pipeline("boosted", seed=seed).named_steps["model"]


def lightgbm(seed: int) -> Any:
    """Return LightGBM's, with the same settings."""
    from lightgbm import LGBMRegressor

    return LGBMRegressor(
        n_estimators=400,
        learning_rate=0.06,
        num_leaves=31,
        min_child_samples=40,
        reg_lambda=3.0,
        feature_fraction_bynode=0.3,
        random_state=seed,
        n_jobs=1,
        verbose=-1,
    )


def main() -> None:
    """Measure the fit alone, then judge it on the other fifth."""
    contestants = {"ours": ours, "lightgbm": lightgbm}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contestant", choices=contestants)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    blocks = load_blocks()
    train, test = split_test(blocks, scheme="random", seed=options.seed)
    columns = prepare(scale=False, places=True)
    learned = columns.fit_transform(blocks.x.iloc[train])
    judging = columns.transform(blocks.x.iloc[test])
    model = contestants[options.contestant](options.seed)
    began, cpu_began = perf_counter(), process_time()
    model.fit(learned, blocks.y[train])
    cpu_s, wall_s = process_time() - cpu_began, perf_counter() - began
    print(blocks.source)
    print(f"cpu_s {cpu_s:.4f}\nwall_s {wall_s:.4f}\nR2 {model.score(judging, blocks.y[test]):.4f}")


if __name__ == "__main__":
    main()
