"""Step 2: sigmoid, and the slopes of sigmoid and tanh."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.activations import sigmoid, sigmoid_slope, tanh_slope

NUMBERS = st.lists(st.floats(-30, 30), min_size=1, max_size=5)
FAR_OUT = [-1e4, -1000.0, -100.0, 100.0, 1000.0, 1e4]
STEP = 1e-6


def plain_sigmoid(z: float) -> float:
    """Compute the sigmoid of one number, not too far out."""
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize(
    ("z", "value"), [(0.0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25), (math.log(9), 0.9)]
)
def test_sigmoid_gives_the_worked_numbers(z: float, value: float) -> None:
    """Sigmoid is 1/2 at 0, 3/4 at ln 3, 1/4 at -ln 3 and 9/10 at ln 9."""
    assert sigmoid(np.array([z])) == pytest.approx(value)


@given(NUMBERS)
def test_sigmoid_agrees_with_plain_python(numbers: list[float]) -> None:
    """For every number of an array, sigmoid is 1 / (1 + exp(-z))."""
    expected = [plain_sigmoid(z) for z in numbers]
    np.testing.assert_allclose(sigmoid(np.array(numbers)), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_reaches_0_and_1_without_a_warning(dtype: type) -> None:
    """At -10,000 sigmoid is 0, at 10,000 it is 1, and nothing overflows on the way."""
    far = sigmoid(np.array(FAR_OUT, dtype=dtype))
    np.testing.assert_allclose(far, [0, 0, 0, 1, 1, 1], rtol=0, atol=1e-12)


def test_sigmoid_slope_gives_the_worked_numbers() -> None:
    """The slope of sigmoid is 1/4 at 0, and 0.1875 at ln 3 and at -ln 3."""
    slopes = sigmoid_slope(np.array([0.0, math.log(3), -math.log(3)]))
    np.testing.assert_allclose(slopes, [0.25, 0.1875, 0.1875], atol=1e-12)


@given(NUMBERS)
def test_sigmoid_slope_is_rise_over_run(numbers: list[float]) -> None:
    """The slope is what one measures: the rise from just before z to just after it, over the run."""
    rises = [plain_sigmoid(z + STEP) - plain_sigmoid(z - STEP) for z in numbers]
    expected = np.array(rises) / (2 * STEP)
    np.testing.assert_allclose(sigmoid_slope(np.array(numbers)), expected, rtol=0, atol=1e-9)


def test_tanh_slope_gives_the_worked_numbers() -> None:
    """The slope of tanh is 1 at 0; at ln 2, where tanh is 0.6, it is 0.64, and at -ln 2 too."""
    slopes = tanh_slope(np.array([0.0, math.log(2), -math.log(2)]))
    np.testing.assert_allclose(slopes, [1, 0.64, 0.64], atol=1e-12)


@given(NUMBERS)
def test_tanh_slope_is_rise_over_run(numbers: list[float]) -> None:
    """The slope is what one measures: the rise from just before z to just after it, over the run."""
    rises = [math.tanh(z + STEP) - math.tanh(z - STEP) for z in numbers]
    expected = np.array(rises) / (2 * STEP)
    np.testing.assert_allclose(tanh_slope(np.array(numbers)), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("slope", [sigmoid_slope, tanh_slope])
def test_float32_slopes_are_right_to_a_millionth(slope) -> None:
    """In float32, in which training runs, a slope is off by a rounding at most."""
    z = np.linspace(-6, 6, 49)  # multiples of a quarter, which float32 knows too
    np.testing.assert_allclose(slope(z.astype(np.float32)), slope(z), rtol=0, atol=1e-6)


@pytest.mark.parametrize("slope", [sigmoid_slope, tanh_slope])
def test_far_out_both_are_flat(slope) -> None:
    """From -10,000 to -100 and from 100 to 10,000 the slopes are 0, without a warning."""
    far = slope(np.array(FAR_OUT, dtype=np.float32))
    np.testing.assert_allclose(far, np.zeros(6), rtol=0, atol=1e-12)


@pytest.mark.parametrize("function", [sigmoid, sigmoid_slope, tanh_slope])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_stay(function, dtype: type) -> None:
    """Any shape comes back, and float32 comes back as float32."""
    for shape in ((4,), (2, 3), (2, 1, 3)):
        result = function(np.zeros(shape, dtype))
        assert (result.shape, result.dtype) == (shape, dtype)


@pytest.mark.parametrize("function", [sigmoid, sigmoid_slope, tanh_slope])
def test_z_stays_as_it_is(function) -> None:
    """No function changes the numbers that it is given."""
    z = np.array([-2.0, 0.0, 2.0])
    function(z)
    np.testing.assert_array_equal(z, [-2, 0, 2])
