"""Step 3: ReLU, leaky ReLU and GELU, and their slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.activations import (
    LEAK,
    gelu,
    gelu_slope,
    leaky_relu,
    leaky_relu_slope,
    relu,
    relu_slope,
)

Z = [-3.0, 0.0, 2.0]
ALL = [relu, relu_slope, leaky_relu, leaky_relu_slope, gelu_slope]
NUMBERS = st.lists(st.floats(-30, 30), min_size=1, max_size=5)
STEP = 1e-6


@pytest.mark.parametrize("function", ALL)
def test_z_stays_as_it_is(function) -> None:
    """No function changes the numbers that it is given."""
    z = np.array(Z)
    function(z)
    np.testing.assert_array_equal(z, Z)


def test_relu_keeps_what_is_above_0() -> None:
    """Of -3, 0 and 2, ReLU makes 0, 0 and 2."""
    np.testing.assert_array_equal(relu(np.array(Z)), [0, 0, 2])


def test_relu_slope_is_1_only_above_0() -> None:
    """The slope of ReLU is 0 at -3, 0 at the kink, and 1 at 2."""
    np.testing.assert_array_equal(relu_slope(np.array(Z)), [0, 0, 1])


def test_leaky_relu_keeps_a_hundredth_of_what_is_below_0() -> None:
    """Of -3, 0 and 2, leaky ReLU makes -0.03, 0 and 2."""
    np.testing.assert_allclose(leaky_relu(np.array(Z)), [-0.03, 0, 2], atol=1e-12)


def test_leaky_relu_slope_is_never_0() -> None:
    """The slope of leaky ReLU is 0.01 at -3, 0.01 at the kink, and 1 at 2."""
    np.testing.assert_allclose(leaky_relu_slope(np.array(Z)), [0.01, 0.01, 1], atol=1e-12)


@given(NUMBERS)
def test_both_agree_with_plain_python(numbers: list[float]) -> None:
    """For every number of an array, ReLU and leaky ReLU do what a plain `if` does."""
    z = np.array(numbers)
    np.testing.assert_array_equal(relu(z), [n if n > 0 else 0 for n in numbers])
    np.testing.assert_allclose(leaky_relu(z), [n if n > 0 else LEAK * n for n in numbers])


def test_gelu_slope_gives_the_worked_numbers() -> None:
    """The slope of GELU is 0.5 at 0, 1.0830 at 1, more than 1, and -0.0830 at -1."""
    slopes = gelu_slope(np.array([0.0, 1.0, -1.0]))
    np.testing.assert_allclose(slopes, [0.5, 1.0830, -0.0830], atol=5e-5)


@given(NUMBERS)
def test_gelu_slope_is_rise_over_run(numbers: list[float]) -> None:
    """The slope is what one measures: the rise from just before z to just after it, over the run."""
    z = np.array(numbers)
    expected = (gelu(z + STEP) - gelu(z - STEP)) / (2 * STEP)
    np.testing.assert_allclose(gelu_slope(z), expected, rtol=0, atol=1e-7)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_stay(function, dtype: type) -> None:
    """Any shape comes back, and float32 comes back as float32, float64 as float64."""
    for shape in ((4,), (2, 3), (2, 1, 3)):
        result = function(np.ones(shape, dtype))
        assert (result.shape, result.dtype) == (shape, dtype)


@pytest.mark.parametrize(
    ("function", "left", "right"),
    [
        (relu, 0, 1e4),
        (relu_slope, 0, 1),
        (leaky_relu, -100, 1e4),
        (leaky_relu_slope, 0.01, 1),
        (gelu_slope, 0, 1),
    ],
)
def test_far_out_nothing_breaks(function, left: float, right: float) -> None:
    """At -10,000 and 10,000 every function is finite, exact, and gives no warning."""
    far = function(np.array([-1e4, 1e4], dtype=np.float32))
    np.testing.assert_allclose(far, [left, right], rtol=1e-6)
