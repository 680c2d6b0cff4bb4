"""Step 13: how large the gradient of each layer is, before any training."""

from math import sqrt

import numpy as np
import pytest

from mnist_from_scratch.data import Digits
from mnist_from_scratch.depth import WIDTH, gradient_norms
from mnist_from_scratch.network import Architecture, Network

RNG = np.random.default_rng(5)
BATCH = Digits(RNG.normal(size=(30, 20)).astype(np.float32), RNG.integers(10, size=30))


def test_every_dense_layer_has_one_norm() -> None:
    """Two layers have two norms and five have five, float64, all above 0."""
    for depth in (2, 5):
        norms = gradient_norms(depth, "tanh", "xavier", BATCH)
        assert norms.shape == (depth,) and norms.dtype == np.float64
        assert (norms > 0).all()


@pytest.mark.parametrize("activation", ["sigmoid", "leaky_relu"])
def test_they_are_the_roots_of_the_sums_of_squares(activation: str) -> None:
    """Adding up the squared gradients of each layer in plain loops gives the same, first to last."""
    network = Network(
        Architecture((20, WIDTH, WIDTH, 10), activation),
        np.random.default_rng(3),
        initializer="xavier",
        dtype=np.float64,
    )
    network.loss_and_gradients(BATCH.x.astype(np.float64), BATCH.labels)
    expected = [
        sqrt(sum(g * g for g in dense.grad_weight.ravel().tolist())) for dense in network.dense
    ]
    assert list(gradient_norms(3, activation, "xavier", BATCH, seed=3)) == pytest.approx(expected)


def test_with_sigmoids_the_gradient_vanishes() -> None:
    """In twenty layers of sigmoids the first layer's gradient is a millionth of the last one's, or less."""
    norms = gradient_norms(20, "sigmoid", "he", BATCH)
    assert norms[0] < 1e-6 * norms[-1]


def test_each_sigmoid_takes_about_two_thirds() -> None:
    """On its way back through a layer, the gradient is multiplied by at most 0.35, and not much less."""
    norms = gradient_norms(20, "sigmoid", "he", BATCH)
    assert 0.25 < (norms[2] / norms[-2]) ** (1 / 16) < 0.354


def test_with_large_weights_it_explodes() -> None:
    """In twenty layers of ReLU with large weights it is ten thousand times that of two layers."""
    deep, shallow = (gradient_norms(depth, "relu", "large", BATCH)[0] for depth in (20, 2))
    assert deep > 1e4 * shallow


def test_he_keeps_it_alive_through_relu() -> None:
    """Twenty layers of ReLU with He's weights have a first gradient as large as two have, within ten times."""
    deep, shallow = (gradient_norms(depth, "relu", "he", BATCH)[0] for depth in (20, 2))
    assert 0.1 < deep / shallow < 10


def test_what_is_tiny_is_not_taken_for_zero() -> None:
    """With small weights the norm is some 1e-30, which float32 would round to 0."""
    assert 0 < gradient_norms(20, "sigmoid", "small", BATCH)[0] < 1e-20


def test_a_seed_draws_the_same_weights_again() -> None:
    """The same seed gives the same norms, and another seed others."""
    again = [gradient_norms(3, "gelu", "he", BATCH, seed=seed) for seed in (0, 0, 1)]
    assert (again[0] == again[1]).all() and (again[0] != again[2]).all()


def test_the_batch_stays_as_it_is() -> None:
    """The pictures stay float32, and keep their values."""
    x = BATCH.x.copy()
    gradient_norms(2, "relu", "he", BATCH)
    assert BATCH.x.dtype == np.float32
    np.testing.assert_array_equal(BATCH.x, x)
