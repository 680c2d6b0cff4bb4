"""Step 9: a grid and random draws, at the same price."""

from time import process_time

import numpy as np
import pytest
from blocks import made_up_blocks
from models import small_ridge
from scipy.stats import loguniform, randint

from house_prices.crossval import cross_validate
from house_prices.folds import k_folds
from house_prices.search import Trial, best, grid, sample, try_all

SPACE = {"model__alpha": loguniform(0.01, 100), "model__fit_intercept": [True, False]}


def trial(number: int, mean: float, n_rows: int = 100) -> Trial:
    """Return a trial with the same error on two folds."""
    return Trial(number, {}, np.array([mean, mean]), n_rows, 0.0)


def test_a_grid_holds_every_combination_once() -> None:
    """Three values of `a` and two of `b` are six settings; the last parameter changes first."""
    found = grid({"a": [1, 2, 3], "b": ["x", "y"]}, 3)
    assert found == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
        {"a": 3, "b": "x"},
        {"a": 3, "b": "y"},
    ]


def test_a_grid_takes_levels_of_a_distribution() -> None:
    """Three levels from 0.01 to 100, evenly by ratio, are about 0.05, 1 and 22."""
    values = [params["model__alpha"] for params in grid(SPACE, 3)]
    assert values == pytest.approx(np.repeat([0.0464, 1.0, 21.54], 2), rel=0.01)


def test_a_sample_has_as_many_settings_as_were_paid_for() -> None:
    """Nine trials are nine settings, each with a value for every parameter."""
    found = sample(SPACE, 9, np.random.default_rng(0))
    assert len(found) == 9
    assert all(params.keys() == SPACE.keys() for params in found)


def test_every_draw_is_new() -> None:
    """Nine draws of a number have nine values, where a grid of nine had three."""
    found = sample(SPACE, 9, np.random.default_rng(0))
    assert len({params["model__alpha"] for params in found}) == 9


def test_the_same_seed_draws_the_same_settings() -> None:
    """Two generators with the same seed give the same sample, and another seed another one."""
    one, two, other = (sample(SPACE, 5, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one == two != other


def test_draws_stay_in_their_space() -> None:
    """Whole numbers from 3 to 5, and words of the list."""
    space = {"a": randint(3, 6), "b": ["x", "y"]}
    found = sample(space, 40, np.random.default_rng(0))
    assert {params["a"] for params in found} == {3, 4, 5}
    assert {params["b"] for params in found} == {"x", "y"}


def test_each_setting_is_judged_on_the_same_folds() -> None:
    """The errors are those of `cross_validate`, for a copy of the model that has the setting."""
    blocks = made_up_blocks(60)
    folds = k_folds(60, 3, np.random.default_rng(0))
    candidates = [{"model__alpha": 0.1}, {"model__alpha": 1000.0}]
    found = list(try_all(small_ridge(), candidates, blocks, folds))
    assert [each.params for each in found] == candidates
    for each in found:
        model = small_ridge().set_params(**each.params)
        np.testing.assert_allclose(each.errors, cross_validate(model, blocks, folds))


def test_a_report_says_its_number_and_how_many_rows_were_learned_from() -> None:
    """Numbers begin with 1; of 60 rows in 3 folds, 40 are learned from."""
    blocks = made_up_blocks(60)
    folds = k_folds(60, 3, np.random.default_rng(0))
    found = list(try_all(small_ridge(), [{}, {}], blocks, folds))
    assert [(each.number, each.n_rows) for each in found] == [(1, 40), (2, 40)]
    assert all(each.seconds > 0 for each in found)


def test_the_model_that_was_handed_in_keeps_its_settings() -> None:
    """Settings are put into a copy: the next caller finds the model as it was."""
    blocks, model = made_up_blocks(30), small_ridge()
    folds = k_folds(30, 2, np.random.default_rng(0))
    list(try_all(model, [{"model__alpha": 7.0}], blocks, folds))
    assert model.get_params()["model__alpha"] == 1.0


def test_reports_come_one_by_one() -> None:
    """Whoever stops after the first trial has paid for one: the second has no such parameter."""
    blocks, folds = made_up_blocks(30), k_folds(30, 2, np.random.default_rng(0))
    reports = try_all(small_ridge(), [{}, {"model__no_such": 1}], blocks, folds)
    assert next(reports).number == 1


def test_the_best_has_the_lowest_mean_error() -> None:
    """Of 0.7, 0.5 and 0.6 the second is best."""
    assert best([trial(1, 0.7), trial(2, 0.5), trial(3, 0.6)]).number == 2


def test_only_trials_on_the_most_rows_can_win() -> None:
    """0.4 on 50 rows was judged by another exam than 0.5 on 100 rows: it does not count."""
    assert best([trial(1, 0.4, 50), trial(2, 0.6), trial(3, 0.5)]).number == 3


def test_the_largest_learning_side_counts() -> None:
    """Of 10 and 20 rows that are learned from, the report says 20, whichever fold comes first."""
    blocks, rows = made_up_blocks(30), np.arange(30)
    folds = [(rows[:10], rows[10:]), (rows[:20], rows[20:])]
    assert next(try_all(small_ridge(), [{}], blocks, folds)).n_rows == 20


def test_each_report_has_its_own_seconds() -> None:
    """The seconds of four trials together are no more than the search of all four took."""
    blocks, folds = made_up_blocks(60), k_folds(60, 3, np.random.default_rng(0))
    start = process_time()
    found = list(try_all(small_ridge(), [{}] * 4, blocks, folds))
    assert sum(each.seconds for each in found) <= process_time() - start


def test_more_trials_begin_with_the_same_draws() -> None:
    """Drawn trial by trial, the first two of five settings are those of a sample of two."""
    two, five = (sample(SPACE, n, np.random.default_rng(3)) for n in (2, 5))
    assert five[:2] == two
