"""Step 14: a slice of the loss around a network."""

import numpy as np
import pytest

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.landscape import Direction, losses_on_grid, random_direction
from mnist_from_scratch.network import Architecture, Network

RNG = np.random.default_rng(2)
DIGITS = Digits(RNG.normal(size=(25, 6)), RNG.integers(3, size=25))
STEPS = np.array([-0.5, 0.0, 0.5, 1.0])


def network(dtype: type = np.float64) -> Network:
    """Return a network of 6, 8 and 3 with some biases."""
    made = Network(Architecture((6, 8, 3)), np.random.default_rng(1), dtype=dtype)
    for dense in made.dense:
        dense.bias += 0.1
    return made


def direction(net: Network, seed: int) -> Direction:
    """Draw a direction."""
    return random_direction(net, np.random.default_rng(seed))


def grid(net: Network, right: Direction, up: Direction) -> Array:
    """Return the losses on the whole grid; rows go up."""
    return np.stack(list(losses_on_grid(net, DIGITS, right, up, STEPS)))


def test_every_neuron_moves_as_far_as_it_is_long() -> None:
    """Each column of a direction is as long as the same column of the weights."""
    net = network()
    for dense, random in zip(net.dense, direction(net, 0)[::2], strict=True):
        np.testing.assert_allclose(
            np.sqrt((random**2).sum(axis=0)), np.sqrt((dense.weight**2).sum(axis=0))
        )


def test_only_the_lengths_are_changed() -> None:
    """Within a column the random numbers keep their signs and their ratios."""
    net, rng = network(), np.random.default_rng(0)
    for random in random_direction(net, np.random.default_rng(0))[::2]:
        factor = random / rng.standard_normal(random.shape)
        np.testing.assert_allclose(factor, np.broadcast_to(factor[:1], factor.shape))
        assert (factor > 0).all()


def test_a_direction_fits_the_parameters() -> None:
    """There is an array for each parameter, of its shape and dtype; biases stay, and so do the weights."""
    net = network(np.float32)
    weights = [parameter.copy() for parameter in net.parameters]
    found = direction(net, 0)
    for part, parameter, before in zip(found, net.parameters, weights, strict=True):
        assert (part.shape, part.dtype) == (parameter.shape, parameter.dtype)
        np.testing.assert_array_equal(parameter, before)
    assert not found[1].any() and not found[3].any()


def test_the_middle_of_the_map_is_the_network_itself() -> None:
    """Where a and b are 0, the loss is that of the network."""
    net = network()
    assert grid(net, direction(net, 0), direction(net, 1))[1, 1] == pytest.approx(
        evaluate(net, DIGITS).loss
    )


def test_columns_go_right_and_rows_go_up() -> None:
    """At row i and column j the network has gone steps[j] along `right` and steps[i] along `up`."""
    net = network()
    right, up = direction(net, 0), direction(net, 1)
    losses = grid(net, right, up)
    for i, b in enumerate(STEPS):
        for j, a in enumerate(STEPS):
            moved = network()
            for parameter, x, y in zip(moved.parameters, right, up, strict=True):
                parameter += a * x
                parameter += b * y
            assert losses[i, j] == pytest.approx(evaluate(moved, DIGITS).loss)


def test_a_stretched_network_has_the_same_map() -> None:
    """The first layer times 10 and the second by 10 compute the same, and look the same."""
    plain, stretched = network(), network()
    for array, factor in zip(stretched.parameters, (10, 10, 0.1, 1), strict=True):
        array *= factor
    maps = [grid(net, direction(net, 0), direction(net, 1)) for net in (plain, stretched)]
    np.testing.assert_allclose(maps[0], maps[1], rtol=1e-9)


def test_the_network_ends_as_it_began() -> None:
    """After the whole map, and after one row of it, every parameter is what it was."""
    net = network(np.float32)
    before = [parameter.copy() for parameter in net.parameters]
    right, up = direction(net, 0), direction(net, 1)
    grid(net, right, up)
    rows = losses_on_grid(net, DIGITS, right, up, STEPS)
    assert next(rows).shape == (4,)
    rows.close()  # type: ignore[attr-defined]
    for parameter, kept in zip(net.parameters, before, strict=True):
        np.testing.assert_array_equal(parameter, kept)
