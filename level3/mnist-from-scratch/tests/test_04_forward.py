"""Step 4: a picture goes forward through dense layers, and comes out as scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.layers import Dense
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.worked import X, tiny_network

SEEDS = st.integers(0, 2**32 - 1)
WIDTHS = st.integers(1, 4)


def random_dense(rng: np.random.Generator, n_in: int, n_out: int) -> Dense:
    """Make a layer with random weights and biases."""
    return Dense(rng.normal(size=(n_in, n_out)), rng.normal(size=n_out))


def plain_dense(x: Array, layer: Dense) -> list[list[float]]:
    """Weigh, add up, and add the bias, one number at a time."""
    columns = list(zip(*layer.weight.tolist(), strict=True))
    return [
        [
            bias + sum(value * weight for value, weight in zip(row, column, strict=True))
            for column, bias in zip(columns, layer.bias.tolist(), strict=True)
        ]
        for row in x.tolist()
    ]


def test_the_first_layer_gives_the_worked_numbers() -> None:
    """The tiny network's first layer turns the picture [1, 2] into [-1, 1]."""
    first = Dense(np.array([[1.0, 0.5], [-1.0, 0.25]]), np.zeros(2))
    np.testing.assert_allclose(first.forward(X), [[-1, 1]])


def test_every_picture_gets_the_bias() -> None:
    """Where all weights are 0, every row that comes out is the bias."""
    layer = Dense(np.zeros((3, 2)), np.array([5.0, -7.0]))
    np.testing.assert_allclose(layer.forward(np.ones((4, 3))), [[5, -7]] * 4)


@given(seed=SEEDS, n=WIDTHS, n_in=WIDTHS, n_out=WIDTHS)
def test_plain_loops_give_the_same(seed: int, n: int, n_in: int, n_out: int) -> None:
    """For any shapes, a dense layer computes what loops over rows, columns and weights compute."""
    rng = np.random.default_rng(seed)
    layer, x = random_dense(rng, n_in, n_out), rng.normal(size=(n, n_in))
    np.testing.assert_allclose(layer.forward(x), plain_dense(x, layer), atol=1e-12)


def test_float32_stays_float32() -> None:
    """Weights and pictures of float32 give float32."""
    layer = Dense(np.ones((2, 3), np.float32), np.zeros(3, np.float32))
    assert layer.forward(np.ones((1, 2), np.float32)).dtype == np.float32


def test_a_layer_changes_nothing_on_the_way_forward() -> None:
    """The picture, the weights and the biases are afterwards what they were."""
    weight, bias, x = np.full((2, 2), 3.0), np.full(2, 5.0), np.full((1, 2), 7.0)
    Dense(weight, bias).forward(x)
    assert (weight == 3).all() and (bias == 5).all() and (x == 7).all()


def test_the_tiny_network_gives_the_worked_scores() -> None:
    """The tiny network gives the picture [1, 2] the scores 2 and 1."""
    np.testing.assert_allclose(tiny_network().forward(X), [[2, 1]])


def test_all_layers_take_part_in_their_order() -> None:
    """A network with two hidden layers and tanh does what its parts do by hand, one after the other."""
    rng = np.random.default_rng(3)
    network = Network(Architecture((4, 3, 5, 2), "tanh"), rng, initializer="small")
    for parameter in network.parameters:
        parameter[...] = rng.normal(size=parameter.shape)
    x = rng.normal(size=(6, 4)).astype(np.float32)
    expected = x
    for dense in network.dense[:-1]:
        expected = np.tanh(plain_dense(expected, dense))
    expected = np.array(plain_dense(expected, network.dense[-1]))
    np.testing.assert_allclose(network.forward(x), expected, atol=1e-5)


def test_each_picture_is_judged_by_itself() -> None:
    """A picture gets the same scores alone as among others."""
    together = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, 4.0]])
    scores = tiny_network().forward(together)
    alone = [tiny_network().forward(together[i : i + 1])[0] for i in range(3)]
    np.testing.assert_allclose(scores, alone)


@pytest.fixture
def forgetful() -> Network:
    """Return a network that silences half of its 100 hidden values while it trains."""
    rng = np.random.default_rng(0)
    return Network(Architecture((4, 100, 3)), rng, initializer="small", dropout=0.5)


def test_layers_are_told_when_the_network_trains(forgetful: Network) -> None:
    """With training=True, dropout silences other values each time, so the scores differ."""
    x = np.ones((2, 4), np.float32)
    first, second = (forgetful.forward(x, training=True) for _ in range(2))
    assert not np.allclose(first, second, rtol=1e-6, atol=0)


def test_outside_training_the_same_picture_has_the_same_scores(forgetful: Network) -> None:
    """Without training=True nothing is left to chance."""
    x = np.ones((2, 4), np.float32)
    np.testing.assert_array_equal(forgetful.forward(x), forgetful.forward(x))
