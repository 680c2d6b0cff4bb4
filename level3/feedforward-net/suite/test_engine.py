"""Are the engine's gradients the slopes? Central differences know, from the forward pass alone."""

from collections.abc import Callable

import numpy as np
import pytest

from feedforward_net.broadcasting import Array
from feedforward_net.engine import Value, cos, exp, log, relu, sin, tanh

Formula = Callable[..., Value]

RNG = np.random.default_rng(3)
SQUARE, OTHER = RNG.uniform(0.5, 2.0, (2, 3, 3))  # above 0, so that every formula takes them
FORMULAS: dict[str, Formula] = {
    "x + y": lambda x, y: x + y,
    "x * y": lambda x, y: x * y,
    "x - y": lambda x, y: x - y,
    "x / y": lambda x, y: x / y,
    "x ** 3 * y": lambda x, y: x**3 * y,
    "x @ y": lambda x, y: x @ y,
    "sin, cos": lambda x, y: sin(x) + cos(y),
    "exp, log": lambda x, y: exp(x) * log(y),
    "tanh, relu": lambda x, y: tanh(x) * relu(y - 1.25),
}


def slopes_by_differences(formula: Formula, arrays: list[Array], which: int) -> Array:
    """Return d(sum of formula)/d(arrays[which]), of its shape: move one number at a time up and down."""
    # step 14: begin
    h = 1e-5
    slopes = np.zeros_like(arrays[which])
    for place in np.ndindex(slopes.shape):
        moved = [array.copy() for array in arrays]
        moved[which][place] += h
        above = formula(*map(Value, moved)).data.sum()
        moved[which][place] -= 2 * h
        slopes[place] = (above - formula(*map(Value, moved)).data.sum()) / (2 * h)
    return slopes
    # step 14: end


def assert_gradients_are_slopes(formula: Formula, *arrays: Array) -> None:
    """Compare the gradient of every array, after one backward pass, with what differences say."""
    # step 14: begin
    values = [Value(array) for array in arrays]
    formula(*values).sum().backward()
    for which, value in enumerate(values):
        slopes = slopes_by_differences(formula, list(arrays), which)
        np.testing.assert_allclose(value.grad, slopes, rtol=0, atol=1e-6)
    # step 14: end


@pytest.mark.parametrize("name", FORMULAS)
def test_each_operation_has_the_right_slopes(name: str) -> None:
    """Each operation hands the right gradient to each of its operands."""
    assert_gradients_are_slopes(FORMULAS[name], SQUARE, OTHER)


def test_a_value_that_is_used_several_times() -> None:
    """A value reaches the result by a short and by a long way, and both count."""
    # step 14: begin
    assert_gradients_are_slopes(lambda x: x + sin(x * x), SQUARE)
    # step 14: end


def test_shapes_that_broadcast() -> None:
    """A row, a column and a single number each get a gradient of their own shape."""
    # step 14: begin
    for small in (SQUARE[0], SQUARE[:, :1], SQUARE[:1], np.asarray(0.75)):
        assert_gradients_are_slopes(FORMULAS["x * y"], SQUARE, small)
    # step 14: end


def test_a_second_backward_adds_the_same_again() -> None:
    """Going back twice from the same result gives twice the gradient."""
    # step 14: begin
    x = Value(3.0)
    y = x * 2
    result = y * y
    result.backward()
    once = float(x.grad)
    result.backward()
    assert float(x.grad) == 2 * once
    # step 14: end
