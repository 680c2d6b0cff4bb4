"""Step 6: the gradient of a layer's output becomes that of its input and of its parameters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.arrays import Array
from mnist_from_scratch.layers import Dense, Elementwise

P = 0.731059  # the lessons' probability of the wrong digit


def last_layer() -> Dense:
    """Return the second dense layer of the worked network, after h = [0, 1] went through it."""
    dense = Dense(np.array([[1.0, -1.0], [2.0, 1.0]]), np.zeros(2))
    dense.forward(np.array([[0.0, 1.0]]))
    return dense


def test_the_weights_of_the_worked_network_get_their_gradient() -> None:
    """With h = [0, 1], only the second row of W2 had a part in the scores."""
    dense = last_layer()
    dense.keep_gradients(np.array([[P, -P]]))
    np.testing.assert_allclose(dense.grad_weight, [[0, 0], [P, -P]])


def test_the_bias_collects_the_gradients_of_all_pictures() -> None:
    """A bias serves every picture of the batch, so its gradient is their sum."""
    dense = Dense(np.ones((3, 2)), np.zeros(2))
    dense.forward(np.ones((4, 3)))
    dense.keep_gradients(np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]]))
    np.testing.assert_allclose(dense.grad_bias, [10, 100])


def test_the_input_of_the_worked_network_gets_its_gradient() -> None:
    """h1 hands on .7311 * 1 and -.7311 * -1, together 1.4621."""
    grad_x = last_layer().backward(np.array([[P, -P]]))
    np.testing.assert_allclose(grad_x, [[2 * P, P]])


def test_going_back_keeps_the_gradients_of_the_parameters_too() -> None:
    """`backward` sets both gradients, and then returns that of the input."""
    dense = last_layer()
    dense.backward(np.array([[P, -P]]))
    np.testing.assert_allclose(dense.grad_weight, [[0, 0], [P, -P]])
    np.testing.assert_allclose(dense.grad_bias, [P, -P])


@given(n=st.integers(1, 4), d=st.integers(1, 4), m=st.integers(1, 4), seed=st.integers(0, 99))
def test_a_dense_layer_agrees_with_plain_loops(n: int, d: int, m: int, seed: int) -> None:
    """Loops over pictures, inputs and outputs add up the same, whatever the shapes."""
    rng = np.random.default_rng(seed)
    x, weight, grad_y = (rng.normal(size=shape) for shape in ((n, d), (d, m), (n, m)))
    by_x, by_weight, by_bias = np.zeros((n, d)), np.zeros((d, m)), np.zeros(m)
    for picture in range(n):
        for j in range(m):
            g = grad_y[picture, j]
            by_bias[j] += g
            for i in range(d):
                by_weight[i, j] += x[picture, i] * g
                by_x[picture, i] += weight[i, j] * g
    dense = Dense(weight, np.zeros(m))
    dense.forward(x)
    np.testing.assert_allclose(dense.backward(grad_y), by_x, atol=1e-12)
    np.testing.assert_allclose(dense.grad_weight, by_weight, atol=1e-12)
    np.testing.assert_allclose(dense.grad_bias, by_bias, atol=1e-12)


def test_each_way_back_replaces_the_gradients_of_the_last() -> None:
    """Two batches in a row leave the gradients of the second alone."""
    dense = last_layer()
    dense.backward(np.array([[P, -P]]))
    dense.forward(np.array([[1.0, 1.0]]))
    dense.backward(np.array([[1.0, 2.0]]))
    np.testing.assert_allclose(dense.grad_weight, [[1, 2], [1, 2]])
    np.testing.assert_allclose(dense.grad_bias, [1, 2])


def test_an_activation_lets_the_gradient_through_by_its_slope() -> None:
    """ReLU at z = [-1, 1] stops the first gradient and passes the second."""
    relu = Elementwise(ACTIVATIONS["relu"])
    relu.forward(np.array([[-1.0, 1.0]]))
    np.testing.assert_allclose(relu.backward(np.array([[2 * P, P]])), [[0, P]])


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_the_slope_is_that_at_the_input(name: str) -> None:
    """A small change of z moves the activation's output by the slope at z, times the change."""
    z, h = np.array([[-2.0, -0.5], [0.4, 3.0]]), 1e-6
    layer = Elementwise(ACTIVATIONS[name])
    expected = (layer.forward(z + h) - layer.forward(z - h)) / (2 * h)
    layer.forward(z)
    np.testing.assert_allclose(layer.backward(np.full((2, 2), 3.0)), 3 * expected, atol=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_dtypes_stay(dtype: type) -> None:
    """Each gradient has the shape and the dtype of the array that it belongs to."""
    x = np.ones((5, 4), dtype)
    dense = Dense(np.ones((4, 3), dtype), np.ones(3, dtype))
    relu = Elementwise(ACTIVATIONS["relu"])
    grad_z = relu.backward(np.ones_like(relu.forward(dense.forward(x))))
    pairs = [
        (dense.backward(grad_z), x),
        (dense.grad_weight, dense.weight),
        (dense.grad_bias, dense.bias),
    ]
    for gradient, array in pairs:
        assert (gradient.shape, gradient.dtype) == (array.shape, array.dtype)


def test_what_is_handed_in_stays_as_it_is() -> None:
    """Neither the gradient from above nor the parameters are changed on the way back."""
    dense, relu = last_layer(), Elementwise(ACTIVATIONS["relu"])
    relu.forward(np.array([[-1.0, 1.0]]))
    for layer in (dense, relu):
        grad_y: Array = np.array([[P, -P]])
        layer.backward(grad_y)
        np.testing.assert_array_equal(grad_y, [[P, -P]])
    np.testing.assert_array_equal(dense.weight, [[1, -1], [2, 1]])
    np.testing.assert_array_equal(dense.bias, [0, 0])


def test_the_command_shows_the_way_back_to_z(command) -> None:
    """`worked` shows the gradients by h and by z of the tiny network."""
    shown = command("worked")
    assert "dL/dh      [ 1.4621  0.7311]\n" in shown
    assert "dL/dz      [ 0.0000  0.7311]\n" in shown
