"""Does back-propagation compute the gradient? Central differences know, from the loss alone."""

import numpy as np
import pytest

from mnist_from_scratch.arrays import Array, Labels
from mnist_from_scratch.loss import cross_entropy
from mnist_from_scratch.network import Architecture, Network

X = np.random.default_rng(1).normal(size=(5, 4))  # five pictures of four pixels
LABELS = np.array([0, 2, 1, 2, 0])


def random_network(activation: str) -> Network:
    """Return a network 4-5-5-3 in float64, with weights and biases of every sign."""
    rng = np.random.default_rng(7)
    architecture = Architecture((4, 5, 5, 3), activation)
    network = Network(architecture, rng, initializer="small", dtype=np.float64)
    for parameter in network.parameters:
        parameter[...] = rng.normal(size=parameter.shape)
    return network


def slopes_by_differences(network: Network, parameter: Array, x: Array, labels: Labels) -> Array:
    """Return dL/dparameter, of its shape: move one number at a time a little up and a little down."""
    # step 8: begin
    h = 1e-5
    slopes = np.zeros_like(parameter)
    for place in np.ndindex(parameter.shape):
        kept = parameter[place]
        parameter[place] = kept + h
        above, _ = cross_entropy(network.forward(x), labels)
        parameter[place] = kept - h
        below, _ = cross_entropy(network.forward(x), labels)
        parameter[place] = kept
        slopes[place] = (above - below) / (2 * h)
    return slopes
    # step 8: end


def assert_gradients_are_slopes(network: Network, x: Array, labels: Labels) -> None:
    """Compare the gradient of every parameter with what differences say of the same batch."""
    # step 8: begin
    network.loss_and_gradients(x, labels)
    for parameter, gradient in zip(network.parameters, network.gradients, strict=True):
        slopes = slopes_by_differences(network, parameter, x, labels)
        np.testing.assert_allclose(gradient, slopes, rtol=0, atol=1e-7)
    # step 8: end


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu", "gelu"])
def test_back_propagation_finds_the_slopes(activation: str) -> None:
    """With any activation, both ways give the same gradient for every parameter."""
    assert_gradients_are_slopes(random_network(activation), X, LABELS)


def test_a_second_batch_has_its_own_gradients() -> None:
    """Nothing of the first batch is left in the gradients of the second."""
    # step 8: begin
    network = random_network("tanh")
    network.loss_and_gradients(X[:2], LABELS[:2])
    assert_gradients_are_slopes(network, X[2:], LABELS[2:])
    # step 8: end
