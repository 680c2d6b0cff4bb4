"""Back-propagation against central differences, for networks of any shape."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from mnist_from_scratch.activations import ACTIVATIONS
from mnist_from_scratch.arrays import Array, Labels
from mnist_from_scratch.layers import Dense
from mnist_from_scratch.network import Architecture, Network

H = 1e-5  # how far a number is moved to either side
KINKED = ("relu", "leaky_relu")


def differences(network: Network, parameter: Array, x: Array, labels: Labels) -> Array:
    """Return dL/dparameter from losses alone."""
    slopes = np.zeros_like(parameter)
    for place in np.ndindex(parameter.shape):
        kept, losses = parameter[place], []
        for moved in (kept + H, kept - H):
            parameter[place] = moved
            losses.append(network.loss_and_gradients(x, labels))
        parameter[place] = kept
        slopes[place] = (losses[0] - losses[1]) / (2 * H)
    return slopes


def nearest_kink(network: Network, x: Array) -> float:
    """Return how near to 0 the input of any activation comes."""
    near = np.inf
    for layer in network.layers:
        if not isinstance(layer, Dense):
            near = min(near, float(np.abs(x).min()))
        x = layer.forward(x)
    return near


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=4),
    st.integers(1, 6),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.integers(0, 10_000),
)
def test_every_gradient_is_the_slope_of_the_loss(
    sizes: list[int], n: int, activation: str, seed: int
) -> None:
    """Whatever the widths, the batch and the activation, every gradient is within 1e-6 of its slope."""
    rng = np.random.default_rng(seed)
    network = Network(Architecture(tuple(sizes), activation), rng, dtype=np.float64)
    for dense in network.dense:
        dense.bias[...] = rng.normal(size=dense.bias.shape)
    x, labels = rng.normal(size=(n, sizes[0])), rng.integers(sizes[-1], size=n)
    assume(activation not in KINKED or nearest_kink(network, x) > 100 * H)
    network.loss_and_gradients(x, labels)
    found = [gradient.copy() for gradient in network.gradients]
    for parameter, gradient in zip(network.parameters, found, strict=True):
        np.testing.assert_allclose(
            gradient, differences(network, parameter, x, labels), rtol=0, atol=1e-6
        )


@given(st.sampled_from(sorted(ACTIVATIONS)), st.floats(-30, 30))
def test_every_slope_is_that_of_its_function(activation: str, z: float) -> None:
    """The slope of each activation is within 1e-6 of central differences, away from the kink."""
    assume(activation not in KINKED or abs(z) > 2 * H)
    function = ACTIVATIONS[activation]
    above, below = function.value(np.array([z + H, z - H]))
    assert abs(function.slope(np.array([z]))[0] - (above - below) / (2 * H)) < 1e-6


def test_dropout_is_part_of_the_gradient() -> None:
    """With the same values silenced, gradients are the slopes of the loss under dropout, too."""
    rng = np.random.default_rng(3)
    network = Network(Architecture((4, 6, 3), "tanh"), rng, dropout=0.4, dtype=np.float64)
    x, labels = rng.normal(size=(5, 4)), np.array([0, 1, 2, 0, 1])
    start = rng.bit_generator.state

    def loss() -> float:
        rng.bit_generator.state = start  # silences the same values each time
        return network.loss_and_gradients(x, labels)

    loss()
    weight = network.dense[0].weight
    found = network.dense[0].grad_weight.copy()
    for place in np.ndindex(weight.shape):
        kept, losses = weight[place], []
        for moved in (kept + H, kept - H):
            weight[place] = moved
            losses.append(loss())
        weight[place] = kept
        assert abs(found[place] - (losses[0] - losses[1]) / (2 * H)) < 1e-6
