"""Step 7: k folds, plain and stratified, and what they say of a model."""

import numpy as np
import pytest
from blocks import made_up_blocks
from hypothesis import given
from hypothesis import strategies as st

from house_prices.crossval import cross_validate, mean_and_error, rmse
from house_prices.data import CLIP, Blocks
from house_prices.folds import k_folds, stratified_folds, to_folds
from house_prices.pipelines import make_pipeline

COUNTS = st.integers(2, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n)))


def test_numbers_of_folds_become_folds() -> None:
    """Rows with the fold numbers 0 1 1 0 2: fold 0 learns from rows 1 2 4, and is judged on 0 and 3."""
    found = to_folds(np.array([0, 1, 1, 0, 2]), 3)
    sides = [(train.tolist(), test.tolist()) for train, test in found]
    assert sides == [([1, 2, 4], [0, 3]), ([0, 3, 4], [1, 2]), ([0, 1, 2, 3], [4])]


@given(COUNTS, st.integers(0, 99))
def test_every_row_is_judged_once(counts: tuple[int, int], seed: int) -> None:
    """All judging rows of all folds together are all rows, each once."""
    n_rows, n_folds = counts
    folds = k_folds(n_rows, n_folds, np.random.default_rng(seed))
    assert sorted(row for _, test in folds for row in test) == list(range(n_rows))


@given(COUNTS, st.integers(0, 99))
def test_folds_differ_by_one_row_at_most(counts: tuple[int, int], seed: int) -> None:
    """17 rows in 5 folds are 4, 4, 3, 3 and 3."""
    n_rows, n_folds = counts
    sizes = [len(test) for _, test in k_folds(n_rows, n_folds, np.random.default_rng(seed))]
    assert len(sizes) == n_folds and max(sizes) - min(sizes) <= 1


def test_rows_are_dealt_in_random_order() -> None:
    """The generator decides which rows come together: five seeds give five different first folds."""
    first = {tuple(k_folds(30, 3, np.random.default_rng(seed))[0][1]) for seed in range(5)}
    assert len(first) == 5


def test_each_fold_has_its_share_of_every_label() -> None:
    """20 rows of label 0, 10 of 1 and 5 of 2: each of 5 folds is judged on 4, 2 and 1 of them."""
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], [20, 10, 5]))
    for _, test in stratified_folds(labels, 5, np.random.default_rng(1)):
        np.testing.assert_array_equal(np.bincount(labels[test]), [4, 2, 1])


@given(st.lists(st.integers(0, 3), min_size=4, max_size=30), st.integers(0, 99))
def test_stratified_folds_are_even_in_every_label(labels: list[int], seed: int) -> None:
    """No fold has two rows of a label more than another has, and all rows are judged once."""
    known = np.array(labels)
    folds = stratified_folds(known, 4, np.random.default_rng(seed))
    assert sorted(row for _, test in folds for row in test) == list(range(len(known)))
    for label in set(labels):
        counts = [int(np.sum(known[test] == label)) for _, test in folds]
        assert max(counts) - min(counts) <= 1


def test_the_members_of_a_label_are_dealt_anew_by_each_seed() -> None:
    """Which of the equal rows come together is drawn, too."""
    labels = np.repeat([0, 1], 12)
    dealt = {
        tuple(stratified_folds(labels, 3, np.random.default_rng(seed))[0][1]) for seed in range(5)
    }
    assert len(dealt) == 5


def test_each_fold_is_judged_by_a_model_fitted_to_the_others() -> None:
    """By hand: the mean of the other folds' prices, judged on the prices of the fold."""
    blocks = made_up_blocks(30)
    folds = to_folds(np.arange(30) % 3, 3)
    errors = cross_validate(make_pipeline("mean"), blocks, folds)
    by_hand = [rmse(blocks.y[test], np.mean(blocks.y[train])) for train, test in folds]
    np.testing.assert_allclose(errors, by_hand)


def test_the_model_that_was_handed_in_stays_unfitted() -> None:
    """Each fold has a fresh copy: what one has learned, the next must not know."""
    model = make_pipeline("mean")
    cross_validate(model, made_up_blocks(20), to_folds(np.arange(20) % 2, 2))
    assert not hasattr(model, "n_features_in_")
    assert not hasattr(model.named_steps["model"], "constant_")


def test_the_standard_error_shrinks_with_the_root_of_k() -> None:
    """Of 0.5, 0.6, 0.7 the mean is 0.6 and the spread 0.1; the error of the mean is 0.1 / 1.732 = 0.0577."""
    assert mean_and_error([0.5, 0.6, 0.7]) == pytest.approx((0.6, 0.0577), abs=1e-4)


def test_labels_of_few_rows_do_not_gather_in_one_fold() -> None:
    """Six labels of one row each in 3 folds: who goes on counting from label to label gets 2, 2 and 2."""
    folds = stratified_folds(np.arange(6), 3, np.random.default_rng(0))
    assert [len(test) for _, test in folds] == [2, 2, 2]


def test_no_answer_is_above_what_was_ever_published() -> None:
    """A model that says 9 is judged as if it had said 5.00001: the error at 5.00001 is 0."""
    blocks = made_up_blocks(20)
    dear = Blocks(blocks.x, np.where(np.arange(20) < 10, 9.0, CLIP), "made-up blocks")
    errors = cross_validate(make_pipeline("mean"), dear, [(np.arange(10), np.arange(10, 20))])
    assert errors.tolist() == [0.0]
