"""Step 10: successive halving, and a search that is itself judged."""

from functools import cache

import numpy as np
import pytest
from blocks import made_up_blocks
from models import small_ridge

from house_prices.crossval import cross_validate, rmse
from house_prices.data import Blocks
from house_prices.folds import Fold, k_folds
from house_prices.search import Nested, Trial, halve, nested

ALPHAS = [10.0**power for power in (4, -2, 3, 0, 2, -1, 5, 1, 6)]  # small is good here


def deal(inside: Blocks) -> list[Fold]:
    """Deal the inner folds."""
    return k_folds(len(inside), 3, np.random.default_rng(5))


@cache
def halved(n_candidates: int, rounds: int) -> list[Trial]:
    """Return the trials of a halving among ridge regressions on 108 rows in 2 folds."""
    blocks, rng = made_up_blocks(108), np.random.default_rng(0)
    candidates = [{"model__alpha": alpha} for alpha in ALPHAS[:n_candidates]]
    folds = k_folds(108, 2, rng)
    return list(halve(small_ridge(), candidates, blocks, folds, rng, rounds))


def alphas(trials: list[Trial], n_rows: int) -> list[float]:
    """Return what was tried on so many rows."""
    return [trial.params["model__alpha"] for trial in trials if trial.n_rows == n_rows]


def test_nine_become_three_become_one() -> None:
    """Nine settings on a ninth of 54 rows, three on a third, one on all."""
    rows = [trial.n_rows for trial in halved(9, 2)]
    assert rows == [6] * 9 + [18] * 3 + [54]


def test_the_best_third_goes_on() -> None:
    """Those of the first round with the lowest errors are tried again, the best first."""
    trials = halved(9, 2)
    first = sorted(trials[:9], key=lambda trial: trial.mean)
    assert alphas(trials, 18) == [trial.params["model__alpha"] for trial in first[:3]]


def test_the_best_of_the_second_round_is_tried_on_all() -> None:
    """Each round is judged by its own errors."""
    trials = halved(9, 2)
    second = min(trials[9:12], key=lambda trial: trial.mean)
    assert alphas(trials, 54) == [second.params["model__alpha"]]


def test_a_third_is_rounded_up() -> None:
    """Of four settings two go on, and nobody is left with none."""
    assert [trial.n_rows for trial in halved(4, 1)] == [18] * 4 + [54] * 2


def test_without_rounds_all_are_tried_on_all_rows() -> None:
    """No round of halving is an ordinary search."""
    assert [trial.n_rows for trial in halved(3, 0)] == [54] * 3


@cache
def nested_reports(how: str = "grid") -> tuple[Blocks, list[Fold], list[Nested]]:
    """Search for the alpha of a ridge regression in each of 3 outer folds."""
    blocks = made_up_blocks(60)
    outer = k_folds(60, 3, np.random.default_rng(1))
    space = {"model__alpha": [0.1, 1e5]}
    model = small_ridge()
    return blocks, outer, list(nested(model, space, blocks, outer, deal, how=how, n_trials=2))


def test_each_outer_fold_has_its_own_search() -> None:
    """Three outer folds give three reports, and the sensible setting wins in each."""
    _, _, reports = nested_reports()
    assert [report.chosen.params["model__alpha"] for report in reports] == [0.1] * 3


def test_the_search_sees_the_rest_alone() -> None:
    """What the winner promised is its cross-validation on the other folds, dealt by `deal`."""
    blocks, outer, reports = nested_reports()
    for (train, _), report in zip(outer, reports, strict=True):
        inside = blocks[train]
        model = small_ridge().set_params(model__alpha=0.1)
        np.testing.assert_allclose(
            report.chosen.errors, cross_validate(model, inside, deal(inside))
        )


def test_the_winner_is_fitted_anew_and_judged_on_the_outer_fold() -> None:
    """The error is that of the winner, fitted to all of the rest."""
    blocks, outer, reports = nested_reports()
    model = small_ridge().set_params(model__alpha=0.1)
    expected = cross_validate(model, blocks, outer)
    assert [report.error for report in reports] == pytest.approx(expected)


def test_a_report_holds_prices_and_answers_of_its_fold() -> None:
    """Its y are the prices of the outer fold, and its error follows from the answers."""
    blocks, outer, reports = nested_reports()
    for (_, test), report in zip(outer, reports, strict=True):
        np.testing.assert_array_equal(report.y, blocks.y[test])
        assert report.error == rmse(report.y, report.predicted)


def test_halving_can_be_nested() -> None:
    """How to search is the caller's choice, and so is the number of trials."""
    _, _, reports = nested_reports("halving")
    assert all(report.chosen.n_rows == 27 for report in reports)
