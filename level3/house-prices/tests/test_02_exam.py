"""Step 2: blocks are set aside for the exam, the same share of every price class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from house_prices.folds import bin_prices, hold_out

SEEDS = st.integers(0, 1000)


def test_ten_prices_make_ten_bins() -> None:
    """Prices 1 to 10, in any order, get the bins 0 to 9: the cheapest bin 0."""
    prices = np.array([3.0, 1.0, 10.0, 2.0, 9.0, 4.0, 8.0, 5.0, 7.0, 6.0])
    np.testing.assert_array_equal(bin_prices(prices), prices - 1)


def test_each_bin_has_as_many_blocks() -> None:
    """Of 1,000 prices, many low and few high, each of four bins gets 250."""
    prices = np.random.default_rng(0).exponential(2.0, 1000)
    np.testing.assert_array_equal(np.bincount(bin_prices(prices, 4)), [250] * 4)


def test_a_bin_holds_neighbours_in_price() -> None:
    """No price of a bin is above a price of the next one."""
    prices = np.random.default_rng(1).normal(2.0, 1.0, 100)
    bins = bin_prices(prices, 5)
    for number in range(4):
        assert prices[bins == number].max() <= prices[bins == number + 1].min()


def test_equal_prices_share_a_bin() -> None:
    """Clipped prices are all alike: wherever they fall, they fall together, and the bin exists."""
    prices = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    bins = bin_prices(prices, 5)
    assert len(set(bins[4:])) == 1 and bins.max() <= 4


def test_a_fifth_of_each_label_is_set_aside() -> None:
    """Of 50 blocks of label 0, 30 of 1 and 20 of 2, a share of 0.2 sets 10, 6 and 4 aside."""
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    _, test = hold_out(labels, 0.2, np.random.default_rng(0))
    np.testing.assert_array_equal(np.bincount(labels[test]), [10, 6, 4])


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), SEEDS)
def test_every_block_is_on_one_side(labels: list[int], seed: int) -> None:
    """Learning and test positions together are all positions, each once."""
    train, test = hold_out(np.array(labels), 0.3, np.random.default_rng(seed))
    assert sorted([*train, *test]) == list(range(len(labels)))


def test_the_same_seed_sets_the_same_blocks_aside() -> None:
    """Whoever repeats the split with the same seed gets it again."""
    labels = np.arange(100) % 5
    one, two = (hold_out(labels, 0.2, np.random.default_rng(7))[1] for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_another_seed_sets_others_aside() -> None:
    """Which blocks of a label are set aside is drawn, not the first of the file."""
    labels = np.arange(100) % 5
    drawn = {tuple(hold_out(labels, 0.2, np.random.default_rng(seed))[1]) for seed in range(5)}
    assert len(drawn) == 5


def test_the_positions_are_in_order() -> None:
    """Both sides are sorted, so that rows keep the order of the table."""
    train, test = hold_out(np.arange(60) % 3, 0.25, np.random.default_rng(0))
    assert (np.diff(train) > 0).all() and (np.diff(test) > 0).all()


@pytest.mark.parametrize("label", [0, 7])
def test_labels_may_have_any_number(label: int) -> None:
    """A single label, even 7, is split like any other: 3 of 10 with a share of 0.3."""
    _, test = hold_out(np.full(10, label), 0.3, np.random.default_rng(0))
    assert len(test) == 3


def test_the_demo_compares_two_ways_of_drawing(command) -> None:
    """`demo exam` sets 10.0% of every tenth aside, and names the error of the mean to beat."""
    said = command("demo", "exam").splitlines()
    assert [line.split()[-1] for line in said[2:12]] == ["10.0%"] * 10
    assert "is off by 0.948" in said[-1]
