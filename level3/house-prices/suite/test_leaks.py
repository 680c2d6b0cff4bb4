"""Is any model shown what it will be judged on? These tests hold for honest code, and fail for code that leaks."""

import numpy as np
import pandas as pd

from house_prices.conformal import fit_spread
from house_prices.crossval import cross_validate
from house_prices.data import Blocks, load_blocks
from house_prices.folds import Fold, group_folds, k_folds
from house_prices.leakage import RowLog, fingerprints, recorded
from house_prices.pipelines import make_pipeline, prepare
from house_prices.search import nested

BLOCKS = load_blocks(sample=True)[:160]
BEDROOMS = BLOCKS.x["total_bedrooms"]
GAPPY = BLOCKS.x.assign(total_bedrooms=BEDROOMS.where(BEDROOMS.index % 2 == 1))  # every other block
SPACE = {"model__alpha": [0.1, 10.0]}


def deal(blocks: Blocks) -> list[Fold]:
    """Deal blocks into three folds, the same at every call."""
    return k_folds(len(blocks), 3, np.random.default_rng(0))


def parrot_and_noise() -> tuple[object, Blocks]:
    """Return a model that knows by heart what it was shown, and blocks whose prices mean nothing."""
    parrot = make_pipeline("neighbours").set_params(model__n_neighbors=1)
    prices = np.random.default_rng(1).permutation(BLOCKS.y)
    return parrot, Blocks(BLOCKS.x, prices, "shuffled")


def assert_unseen(log: RowLog, judged: pd.DataFrame) -> None:
    """Assert that there were fits, and that none of them was shown a row that judges."""
    # step 13: begin
    assert log
    for seen in log:
        assert not seen & fingerprints(judged)
    # step 13: end


def test_cross_validation_hides_the_rows_that_judge() -> None:
    """Each fit of a cross-validation is shown rows of its own fold's other side alone."""
    # step 13: begin
    folds = deal(BLOCKS)
    model, log = recorded(make_pipeline("ridge"))
    cross_validate(model, BLOCKS, folds)
    assert len(log) == len(folds)
    for seen, (_, test) in zip(log, folds, strict=True):
        assert_unseen(RowLog([seen]), BLOCKS.x.iloc[test])
    # step 13: end


def test_a_parrot_scores_no_better_than_chance() -> None:
    """Judged on prices without meaning, who learns by heart is off by about their deviation, or more."""
    # step 13: begin
    parrot, noise = parrot_and_noise()
    assert cross_validate(parrot, noise, deal(noise)).min() > 0.8 * noise.y.std()
    # step 13: end


def test_a_nested_search_hides_the_outer_fold() -> None:
    """Neither the search for an outer fold nor the winner's fit is shown a row of that fold."""
    # step 13: begin
    outer = deal(BLOCKS)[0]
    model, log = recorded(make_pipeline("ridge"))
    list(nested(model, SPACE, BLOCKS, [outer], deal, n_trials=2))
    assert_unseen(log, BLOCKS.x.iloc[outer[1]])
    # step 13: end


def test_the_spread_is_learned_from_unseen_misses() -> None:
    """How far off a model will be is learned from copies of it: no row was shown to all of them."""
    model, log = recorded(make_pipeline("ridge"))
    spread = make_pipeline("mean")
    fit_spread(model, spread, BLOCKS, scheme="random", n_folds=3, seed=0)
    assert len(log) == 3 and not frozenset.intersection(*log)


def test_a_row_is_prepared_alike_alone_and_in_company() -> None:
    """What a fitted preparation makes of a row does not depend on the rows that come with it."""
    # step 13: begin
    fitted = prepare(scale=True, places=True).fit(GAPPY.iloc[:80])
    together = fitted.transform(GAPPY.iloc[80:])
    pd.testing.assert_frame_equal(fitted.transform(GAPPY.iloc[80:89]), together.iloc[:9])
    # step 13: end


def test_no_group_is_on_both_sides() -> None:
    """Groups of neighbours are dealt whole: what is learned from and what judges share none."""
    # step 13: begin
    groups = np.arange(len(BLOCKS)) % 17
    for train, test in group_folds(groups, 4, np.random.default_rng(2)):
        assert not set(groups[train]) & set(groups[test])
    # step 13: end
