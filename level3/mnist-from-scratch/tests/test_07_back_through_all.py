"""Step 7: back-propagation through a whole network, and the loss with its gradients in one call."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.loss import cross_entropy
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.worked import LABEL, X, tiny_network

P = 0.731059  # the lessons' probability of the wrong digit
PICTURES = np.random.default_rng(3).normal(size=(6, 4))
LABELS = np.array([0, 2, 1, 1, 0, 2])


def make(*sizes: int, activation: str = "tanh", seed: int = 5, dropout: float = 0.0) -> Network:
    """Return a network in float64 with weights of about 1."""
    rng = np.random.default_rng(seed)
    architecture = Architecture(sizes, activation)
    network = Network(architecture, rng, initializer="small", dropout=dropout, dtype=np.float64)
    for parameter in network.parameters:
        parameter[...] = rng.normal(size=parameter.shape)
    return network


def gradients_of(network: Network, x: Array, labels: Array) -> list[Array]:
    """Return copies of the gradients of one batch."""
    network.loss_and_gradients(x, labels)
    return [gradient.copy() for gradient in network.gradients]


def test_the_worked_network_gets_the_gradients_of_the_lesson() -> None:
    """Given dL/dlogits, the way back ends at the first weights: [0, .7311] and [0, 1.4621]."""
    network = tiny_network()
    network.forward(X)
    network.backward(np.array([[P, -P]]))
    by_w1, by_b1, by_w2, by_b2 = network.gradients
    np.testing.assert_allclose(by_w2, [[0, 0], [P, -P]])
    np.testing.assert_allclose(by_b2, [P, -P])
    np.testing.assert_allclose(by_w1, [[0, P], [0, 2 * P]])
    np.testing.assert_allclose(by_b1, [0, P])


def test_one_call_returns_the_loss_and_sets_the_gradients() -> None:
    """The worked network is surprised by 1.3133 nats, and its gradients are those of that loss."""
    network = tiny_network()
    loss = network.loss_and_gradients(X, LABEL)
    assert isinstance(loss, float)
    assert loss == pytest.approx(1.313262, abs=1e-6)
    np.testing.assert_allclose(network.gradients[0], [[0, P], [0, 2 * P]], rtol=1e-5)


def test_a_network_of_one_layer_works_too() -> None:
    """With nothing between pixels and digits, the only layer keeps its gradients."""
    network = make(4, 3)
    _, grad = cross_entropy(network.forward(PICTURES), LABELS)
    by_weight, by_bias = gradients_of(network, PICTURES, LABELS)
    np.testing.assert_allclose(by_weight, PICTURES.T @ grad)
    np.testing.assert_allclose(by_bias, grad.sum(axis=0))


@given(st.integers(0, 99), st.sampled_from(["sigmoid", "tanh", "gelu"]))
def test_the_loss_falls_as_fast_as_the_gradient_says(seed: int, activation: str) -> None:
    """A step of h along all gradients changes the loss by h times the sum of their squares."""
    network, h = make(4, 5, 5, 3, activation=activation, seed=seed), 1e-5
    gradients = gradients_of(network, PICTURES, LABELS)
    losses = []
    for step in (h, -2 * h):  # up from where it is, then down past it
        for parameter, gradient in zip(network.parameters, gradients, strict=True):
            parameter += step * gradient
        losses.append(cross_entropy(network.forward(PICTURES), LABELS)[0])
    above, below = losses
    expected = sum((gradient**2).sum() for gradient in gradients)
    assert (above - below) / (2 * h) == pytest.approx(expected, rel=1e-5)


def test_the_gradient_of_a_batch_is_the_mean_of_its_pictures() -> None:
    """Six pictures together give the mean of the six gradients that they give alone."""
    network = make(4, 5, 5, 3)
    together = gradients_of(network, PICTURES, LABELS)
    alone = [gradients_of(network, PICTURES[i : i + 1], LABELS[i : i + 1]) for i in range(6)]
    for gradient, *singles in zip(together, *alone, strict=True):
        np.testing.assert_allclose(gradient, np.mean(singles, axis=0), atol=1e-12)


def test_the_layers_are_told_that_this_is_training() -> None:
    """Dropout silences other values at each call, so the losses of one batch differ."""
    network = make(4, 20, 3, dropout=0.5)
    first, second = (network.loss_and_gradients(PICTURES, LABELS) for _ in range(2))
    assert first != second


def test_loss_and_gradients_are_of_the_same_pass() -> None:
    """Of twins with the same dropout, one call finds for one what going forward, then back, finds for the other."""
    network, twin = (make(4, 20, 3, dropout=0.5) for _ in range(2))
    expected, grad = cross_entropy(twin.forward(PICTURES, training=True), LABELS)
    twin.backward(grad)
    assert network.loss_and_gradients(PICTURES, LABELS) == pytest.approx(expected)
    for gradient, its_twin in zip(network.gradients, twin.gradients, strict=True):
        np.testing.assert_allclose(gradient, its_twin)


def test_the_gradient_by_the_pictures_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first layer keeps its gradients, and is spared the product that nobody needs."""
    network = make(4, 5, 3)
    expected = gradients_of(network, PICTURES, LABELS)[0]

    def refuse(grad_y: Array) -> Array:
        raise AssertionError("backward of the first layer was called: keep_gradients is enough")

    monkeypatch.setattr(network.dense[0], "backward", refuse)
    np.testing.assert_array_equal(gradients_of(network, PICTURES, LABELS)[0], expected)


def test_only_the_gradients_change() -> None:
    """Parameters, pictures and labels are afterwards what they were."""
    network, x, labels = make(4, 5, 3), PICTURES.copy(), LABELS.copy()
    before = [parameter.copy() for parameter in network.parameters]
    network.loss_and_gradients(x, labels)
    for parameter, value in zip(network.parameters, before, strict=True):
        np.testing.assert_array_equal(parameter, value)
    np.testing.assert_array_equal(x, PICTURES)
    np.testing.assert_array_equal(labels, LABELS)


def test_float32_stays_float32() -> None:
    """A network in float32, as in training, has gradients in float32."""
    network = Network(Architecture((4, 5, 3)), np.random.default_rng(0), initializer="small")
    network.loss_and_gradients(PICTURES.astype(np.float32), LABELS)
    assert {gradient.dtype for gradient in network.gradients} == {np.dtype(np.float32)}


def test_the_command_goes_all_the_way_back(command) -> None:
    """`worked` ends with the gradients of all four arrays."""
    *_, w1, b1, w2, b2 = command("worked").splitlines()
    assert w1 == "dL/dW1     [ 0.0000  0.7311]  [ 0.0000  1.4621]"
    assert b1 == "dL/db1     [ 0.0000  0.7311]"
    assert w2 == "dL/dW2     [ 0.0000  0.0000]  [ 0.7311 -0.7311]"
    assert b2 == "dL/db2     [ 0.7311 -0.7311]"
