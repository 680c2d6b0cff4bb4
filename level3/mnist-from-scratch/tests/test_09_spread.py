"""Step 9: first weights of a size that keeps signals and gradients alive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.data import Digits
from mnist_from_scratch.depth import signal_sizes
from mnist_from_scratch.initialize import draw_weights, he, xavier

WIDTHS = st.integers(1, 5_000)


def test_he_of_fifty_inputs_is_a_fifth() -> None:
    """From 50 values, the standard deviation is the root of 2 / 50, which is 0.2."""
    assert he(50, 10) == pytest.approx(0.2)


def test_xavier_of_thirty_and_twenty_is_a_fifth() -> None:
    """From 30 values to 20, it is the root of 2 / (30 + 20), which is 0.2."""
    assert xavier(30, 20) == pytest.approx(0.2)


@given(WIDTHS, WIDTHS, WIDTHS)
def test_he_looks_at_what_comes_in_alone(fan_in: int, fan_out: int, other: int) -> None:
    """The same number of inputs gives the same spread, however many values go out."""
    assert he(fan_in, fan_out) == he(fan_in, other)


@given(WIDTHS, WIDTHS)
def test_xavier_treats_both_ways_alike(fan_in: int, fan_out: int) -> None:
    """Forward and back are weighed the same, so the widths may change places."""
    assert xavier(fan_in, fan_out) == xavier(fan_out, fan_in)


@given(WIDTHS, WIDTHS)
def test_four_times_the_width_halves_the_spread(fan_in: int, fan_out: int) -> None:
    """A sum of n random terms grows with the root of n, so the weights shrink with it."""
    assert he(4 * fan_in, 4 * fan_out) == pytest.approx(he(fan_in, fan_out) / 2)
    assert xavier(4 * fan_in, 4 * fan_out) == pytest.approx(xavier(fan_in, fan_out) / 2)


def test_weights_are_drawn_with_that_spread() -> None:
    """784 * 256 weights have the standard deviation 0.0505 and the mean 0, to their sampling error."""
    weights = draw_weights("he", 784, 256, np.random.default_rng(0))
    assert weights.std() == pytest.approx(0.0505, rel=0.01)
    assert weights.mean() == pytest.approx(0, abs=0.0005)
    assert weights.dtype == np.float32


def test_he_carries_a_signal_through_twenty_layers_of_relu() -> None:
    """What leaves the last hidden layer is as large as what leaves the first, within a factor of 2."""
    x = np.random.default_rng(1).normal(size=(64, 100))
    sizes = signal_sizes(20, "relu", "he", Digits(x, np.zeros(64, int)))
    assert 0.5 < sizes[-1] / sizes[0] < 2


def test_xavier_keeps_both_ways_where_nothing_is_cut() -> None:
    """Through ten square layers of weights, signals and gradients keep their size within a factor of 2."""
    rng = np.random.default_rng(2)
    signal = gradient = rng.normal(size=(64, 200))
    for _ in range(10):
        weights = draw_weights("xavier", 200, 200, rng, np.float64)
        signal, gradient = signal @ weights, gradient @ weights.T
    assert 0.5 < signal.std() < 2
    assert 0.5 < gradient.std() < 2
