"""The whole of judging: folds of every scheme, searches, intervals, figures, and the studies of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from blocks import made_up_blocks
from models import small_ridge
from sklearn.model_selection import GroupKFold, KFold, cross_val_score

from house_prices import studies_data, studies_judging
from house_prices.conformal import Conformal, expected_miss, fit_spread
from house_prices.crossval import cross_validate, predict_prices
from house_prices.data import CLIP, Blocks
from house_prices.evaluate import evaluate, figure
from house_prices.folds import (
    BUFFER_KM,
    CELL_KM,
    COUNTY_KM,
    SCHEMES,
    bin_prices,
    group_folds,
    k_folds,
    make_folds,
    spatial_cells,
    split_test,
)
from house_prices.pipelines import make_pipeline
from house_prices.places import kilometres
from house_prices.search import SEARCHES, best, search, thin

SPACE = {"model__alpha": [0.01, 1.0, 100.0, 1e4], "model__fit_intercept": [True, False]}


def small_conformal(learned: Blocks, quantile: float) -> Conformal:
    """Return a small model whose intervals reach `quantile` fitted misses."""
    model = small_ridge().fit(learned.x, learned.y)
    misses = np.abs(predict_prices(model, learned.x) - learned.y)
    return Conformal(model, small_ridge().fit(learned.x, misses), quantile, 0.9)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_judges_every_block_once(scheme: str) -> None:
    """Whatever the scheme, each block judges once and never in a fold that learned from it."""
    folds = make_folds(made_up_blocks(200), scheme, 4, seed=1)
    assert sorted(row for _, test in folds for row in test) == list(range(200))
    assert all(not set(train) & set(test) for train, test in folds)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_same_seed_makes_the_same_folds(scheme: str) -> None:
    """Folds can be made again from their seed, and another seed makes others."""
    blocks = made_up_blocks(200)
    one, two, other = (make_folds(blocks, scheme, 4, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(one, two, strict=True))
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(one, other, strict=True))


def test_a_buffer_keeps_its_distance() -> None:
    """No block that is learned from lies within the buffer of one that judges."""
    blocks = made_up_blocks(400)
    places = kilometres(blocks.x)
    for train, test in make_folds(blocks, "buffered", 5):
        gaps = np.linalg.norm(places[train][:, None] - places[test][None], axis=2)
        assert gaps.min() > BUFFER_KM


@pytest.mark.parametrize("scheme", ["random", "spatial"])
def test_the_test_split_is_about_a_fifth(scheme: str) -> None:
    """Both ways set about a fifth aside, and the spatial one whole squares."""
    blocks = made_up_blocks(500)
    train, test = split_test(blocks, scheme=scheme, share=0.2, seed=3)
    assert len(test) == pytest.approx(100, abs=10)
    cells = spatial_cells(blocks.x)
    assert (not set(cells[train]) & set(cells[test])) == (scheme == "spatial")


def test_stratified_folds_have_as_many_of_each_price() -> None:
    """The dearest tenth of 200 blocks is dealt out evenly: five to each of four folds."""
    blocks = made_up_blocks(200)
    dear = bin_prices(blocks.y) == 9
    found = [dear[test].sum() for _, test in make_folds(blocks, "stratified", 4, seed=1)]
    assert max(found) - min(found) <= 1


@pytest.mark.parametrize(("scheme", "size_km"), [("group", COUNTY_KM), ("spatial", CELL_KM)])
def test_squares_of_each_scheme_are_dealt_whole(scheme: str, size_km: float) -> None:
    """Groups are squares of a county's size, spatial folds are made of smaller ones: none is on both sides."""
    blocks = made_up_blocks(400)
    cells = spatial_cells(blocks.x, size_km)
    for train, test in make_folds(blocks, scheme, 3, seed=1):
        assert not set(cells[train]) & set(cells[test])


@pytest.mark.parametrize("scheme", ["random", "spatial"])
def test_another_seed_sets_other_blocks_aside(scheme: str) -> None:
    """The split can be made again from its seed, and another seed makes another."""
    blocks = made_up_blocks(300)
    one, two, other = (split_test(blocks, scheme=scheme, seed=seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(one, two) and not np.array_equal(one, other)


def test_a_random_split_takes_the_same_share_of_each_price() -> None:
    """Of 50 blocks of each tenth of the prices, ten are set aside."""
    blocks = made_up_blocks(500)
    bins = bin_prices(blocks.y)
    _, test = split_test(blocks, scheme="random", seed=3)
    np.testing.assert_allclose(np.bincount(bins[test]) / np.bincount(bins), 0.2, atol=0.011)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.75])
@pytest.mark.parametrize("scheme", ["random", "spatial"])
def test_any_share_can_be_set_aside(scheme: str, share: float) -> None:
    """Squares are dealt into as many folds as it takes: 0.4 is two of five, and not one of two."""
    blocks = made_up_blocks(1000)
    train, test = split_test(blocks, scheme=scheme, share=share, seed=3)
    assert len(test) == pytest.approx(1000 * share, abs=30)
    assert sorted([*train, *test]) == list(range(1000))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda blocks: make_folds(blocks, "county"), "expected folds of random"),
        (lambda blocks: make_folds(blocks, "random", 1), "expected 2 to 40 folds"),
        (lambda blocks: make_folds(blocks, "random", 41), "expected 2 to 40 folds"),
        (lambda blocks: make_folds(blocks[:2], "group", 2), "squares for 2 folds"),
        (lambda blocks: split_test(blocks, scheme="county"), "'random' or 'spatial'"),
        (lambda blocks: split_test(blocks, scheme="random", share=1.0), "between 0 and 1"),
        (lambda blocks: split_test(blocks, scheme="spatial", share=0.5), "one side of 40 blocks"),
        (lambda blocks: split_test(blocks, scheme="random", share=0.001), "one side of 40 blocks"),
        (lambda blocks: list(search(small_ridge(), SPACE, blocks, [], how="luck")), "a search of"),
    ],
)
def test_nonsense_is_refused_in_words(call: Callable[[Blocks], object], words: str) -> None:
    """A scheme, a number or a search that does not exist is an error that names what does."""
    blocks = made_up_blocks(40)
    blocks = Blocks(blocks.x.assign(latitude=36.0, longitude=-119.0), blocks.y, blocks.source)
    with pytest.raises(ValueError, match=words):
        call(blocks)


def test_scikit_learn_finds_the_same_errors() -> None:
    """Its own cross-validation of the same folds gives the same RMSE, fold by fold."""
    blocks = made_up_blocks(90)
    blocks = blocks[blocks.y < 3.0]  # far from the clip, which scikit-learn does not know
    folds = k_folds(len(blocks), 3, np.random.default_rng(0))
    theirs = cross_val_score(
        small_ridge(), blocks.x, blocks.y, cv=folds, scoring="neg_root_mean_squared_error"
    )
    np.testing.assert_allclose(cross_validate(small_ridge(), blocks, folds), -theirs)


def test_folds_are_as_large_as_those_of_scikit_learn() -> None:
    """Both deal rows and groups into folds of the same sizes."""
    groups = np.random.default_rng(0).integers(0, 20, 100)
    ours = sorted(len(test) for _, test in k_folds(17, 5, np.random.default_rng(0)))
    assert ours == sorted(len(test) for _, test in KFold(5).split(np.zeros(17)))
    ours = sorted(len(test) for _, test in group_folds(groups, 4, np.random.default_rng(0)))
    theirs = GroupKFold(4).split(np.zeros(100), groups=groups)
    assert ours == sorted(len(test) for _, test in theirs)


@pytest.mark.parametrize("how", SEARCHES)
def test_every_search_costs_what_was_paid(how: str) -> None:
    """No search reads more rows than so many settings on all rows."""
    blocks = made_up_blocks(108)
    folds = k_folds(108, 2, np.random.default_rng(0))
    trials = list(search(small_ridge(), SPACE, blocks, folds, how=how, n_trials=6, seed=1))
    assert sum(trial.n_rows for trial in trials) <= 6 * 54
    assert best(trials).mean < 0.5


@pytest.mark.parametrize("n_trials", [1, 2, 3])
def test_a_short_halving_costs_no_more_than_was_paid(n_trials: int) -> None:
    """With one or two trials there are fewer rounds, down to none."""
    blocks = made_up_blocks(108)
    folds = k_folds(108, 2, np.random.default_rng(0))
    trials = list(search(small_ridge(), SPACE, blocks, folds, how="halving", n_trials=n_trials))
    assert sum(trial.n_rows for trial in trials) <= n_trials * 54


def test_few_rows_are_drawn_and_all_still_judge() -> None:
    """A third of the rows is a random third, not the first of the file."""
    fold = (np.arange(90), np.arange(90, 120))
    ((kept, judging),) = thin([fold], 1 / 3, np.random.default_rng(0))
    assert len(set(kept)) == 30 and set(kept) <= set(range(90)) and kept.max() > 60
    np.testing.assert_array_equal(judging, fold[1])


def test_a_grid_of_one_point_is_refused() -> None:
    """Three trials are too few for two values of each of two settings: one point would be no search."""
    blocks = made_up_blocks(40)
    folds = k_folds(40, 2, np.random.default_rng(0))
    with pytest.raises(ValueError, match="needs 4 trials, got 3"):
        list(search(small_ridge(), SPACE, blocks, folds, how="grid", n_trials=3))


def test_halving_sees_more_settings_for_the_same_price() -> None:
    """For six full trials, halving looks at 18 settings, and the other searches at most at six."""
    blocks = made_up_blocks(108)
    folds = k_folds(108, 2, np.random.default_rng(0))
    trials = list(search(small_ridge(), SPACE, blocks, folds, how="halving", n_trials=6))
    assert sum(trial.n_rows == 6 for trial in trials) == 18


class Keeper:
    """A model of the spread that keeps what it is to learn, and answers -1."""

    def fit(self, x: pd.DataFrame, y: np.ndarray) -> "Keeper":
        """Keep the misses."""
        self.misses = y
        return self

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        """Say that less than nothing is missed."""
        return np.full(len(x), -1.0)


def test_the_spread_learns_how_far_off_unseen_blocks_are() -> None:
    """Neighbours know their own blocks by heart: what counts are misses on folds that they were not shown."""
    blocks = made_up_blocks(90)
    parrot = make_pipeline("neighbours").set_params(model__n_neighbors=1)
    misses = fit_spread(parrot, Keeper(), blocks, scheme="random", n_folds=3, seed=4).misses
    folds = make_folds(blocks, "random", 3, 4)
    found = [np.sqrt(np.mean(misses[test] ** 2)) for _, test in folds]
    np.testing.assert_allclose(found, cross_validate(parrot, blocks, folds))
    assert misses.min() >= 0 and np.median(misses) > 0.1


def test_no_miss_is_expected_to_be_nothing() -> None:
    """Where less than nothing is expected, $2,000 are, so that no interval is a point."""
    np.testing.assert_array_equal(expected_miss(Keeper(), made_up_blocks(3).x), [0.02] * 3)


def test_figures_follow_from_the_answers() -> None:
    """RMSE, RMSE without clipped prices, mean error and coverage are those of the answers, by hand."""
    blocks = made_up_blocks(400)
    found = evaluate(small_conformal(blocks[:200], 2.0), blocks[200:])
    miss = found.interval.price - found.test.y
    known = found.test.y < CLIP
    assert found.rmse.value == pytest.approx(np.sqrt(np.mean(miss**2)))
    assert found.rmse_known.value == pytest.approx(np.sqrt(np.mean(miss[known] ** 2)))
    assert found.mae.value == pytest.approx(np.abs(miss).mean())
    assert found.coverage.value == pytest.approx(found.interval.holds(found.test.y).mean())
    for each in (found.rmse, found.rmse_known, found.mae, found.coverage):
        assert each.low <= each.value <= each.high


def test_every_interval_is_drawn_over_squares() -> None:
    """Each figure has the interval that a bootstrap over squares of land gives it, known prices too."""
    blocks = made_up_blocks(400)
    found = evaluate(small_conformal(blocks[:200], 2.0), blocks[200:])
    miss, cells = found.interval.price - found.test.y, spatial_cells(found.test.x)
    known = found.test.y < CLIP
    held = found.interval.holds(found.test.y).astype(float)
    for each, values, groups in (
        (found.mae, np.abs(miss), cells),
        (found.coverage, held, cells),
        (found.rmse, miss**2, cells),
        (found.rmse_known, miss[known] ** 2, cells[known]),
    ):
        root = 0.5 if each in (found.rmse, found.rmse_known) else 1.0
        drawn = figure(values, groups)
        assert (each.low, each.high) == pytest.approx((drawn.low**root, drawn.high**root))


def test_residuals_are_above_0_where_a_price_is_overestimated() -> None:
    """The sign is that of the picture's legend: estimate minus price."""
    blocks = made_up_blocks(300)
    found = evaluate(small_conformal(blocks[:200], 2.0), blocks[200:])
    np.testing.assert_array_equal(found.residuals > 0, found.interval.price > found.test.y)


def test_the_bootstrap_gives_what_the_textbook_does() -> None:
    """Of 400 strangers the mean is known to 1.96 standard errors; of two, all draws are possible."""
    values = np.random.default_rng(3).normal(size=400)
    found = figure(values, np.arange(400))
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert figure(np.array([0.0, 1.0]), np.arange(2)).high == 1.0


def test_evaluation_leaves_the_model_as_it_was() -> None:
    """Asking twice gives the same answers."""
    blocks = made_up_blocks(300)
    conformal = small_conformal(blocks[:200], 2.0)
    one, two = (evaluate(conformal, blocks[200:]).interval.price for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_nothing_to_evaluate_is_said() -> None:
    """No blocks are an error in words, and not a division by zero."""
    blocks = made_up_blocks(60)
    with pytest.raises(ValueError, match="no blocks to evaluate on"):
        evaluate(small_conformal(blocks, 2.0), blocks[:0])


def test_intervals_over_squares_are_wider_than_over_blocks() -> None:
    """Where the blocks of a square are all alike, a hundred of them say little more than ten squares."""
    values = np.repeat(np.random.default_rng(0).normal(size=10), 10)
    squares = figure(values, np.repeat(np.arange(10), 10))
    blocks = figure(values, np.arange(100))
    assert squares.value == pytest.approx(blocks.value)
    assert squares.high - squares.low > 2 * (blocks.high - blocks.low)


STUDIES = {
    "folds": ("buffered", "neighbours"),
    "search": ("halving", "grid"),
    "importance": ("income", "place"),
    "coverage": ("squares, then elsewhere", "inland"),
}


@pytest.mark.parametrize("topic", STUDIES)
def test_studies_print_and_draw(topic: str, command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every study prints its table within 80 columns, and draws its picture."""
    monkeypatch.setattr(studies_judging, "load_blocks", lambda sample: made_up_blocks(240))
    monkeypatch.setattr(studies_judging, "make_pipeline", lambda family, seed: small_ridge())
    monkeypatch.setattr(studies_judging, "SPACE", SPACE)
    monkeypatch.setattr(studies_judging, "make_spread", lambda seed: small_ridge())
    said = command("study", topic, "--sample", "--picture", "drawn.png")
    assert all(word in said for word in STUDIES[topic]), said
    assert max(map(len, said.splitlines())) <= 80
    assert Path("drawn.png").read_bytes()[:4] == b"\x89PNG"


def test_the_study_of_leaks_compares_with_knowing_nothing(
    command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With shuffled prices nobody beats the deviation of all prices, which it names; no test row is shown."""
    blocks = made_up_blocks(240)
    monkeypatch.setattr(studies_data, "load_blocks", lambda sample: blocks)
    monkeypatch.setattr(studies_data, "QUICK", ("mean", "ridge"))
    said = command("study", "leakage", "--sample").splitlines()
    rows = {name: [float(each) for each in rest] for name, *rest in map(str.split, said[-3:-1])}
    assert f"all prices deviate by {blocks.y.std():.3f} " in said[-1]
    assert all(shuffled > 0.8 * blocks.y.std() for _, shuffled, _ in rows.values())
    assert [shown for *_, shown in rows.values()] == [0, 0]
    assert rows["ridge"][0] < 0.8 * rows["mean"][0]


def test_the_study_of_scales_shows_who_needs_them(command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearest neighbours answer otherwise with scaled columns, least squares the same."""
    monkeypatch.setattr(studies_data, "load_blocks", lambda sample: made_up_blocks(240))
    monkeypatch.setattr(studies_data, "QUICK", ("linear", "neighbours"))
    said = command("study", "scaling", "--sample").splitlines()
    (_, *linear), (_, *neighbours) = map(str.split, said[-2:])
    assert linear[0] == linear[1] and float(linear[2]) < 1e-6
    assert neighbours[0] != neighbours[1] and float(neighbours[2]) > 0.01
