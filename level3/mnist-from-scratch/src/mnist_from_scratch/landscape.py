"""A slice through the loss landscape around a trained network.

Source: Li et al. (2018), *Visualizing the Loss Landscape of Neural Nets*, sec. 4.
"""

from collections.abc import Iterator

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Network

Direction = list[Array]  # one array for each parameter, of its shape


def random_direction(network: Network, rng: np.random.Generator) -> Direction:
    """Draw a direction in which every neuron's weights move as far as they are long; biases stay.

    Without that, a network with large weights would look flat and one with small weights steep, though
    both compute the same.
    """
    direction: Direction = []
    for dense in network.dense:
        random = rng.standard_normal(dense.weight.shape).astype(dense.weight.dtype)
        # step 14: begin
        own = np.linalg.norm(dense.weight, axis=0)  # (M,): one for each neuron, over what comes in
        random *= own / np.linalg.norm(random, axis=0)
        # step 14: end
        direction += [random, np.zeros_like(dense.bias)]
    return direction


def losses_on_grid(
    network: Network, digits: Digits, right: Direction, up: Direction, steps: Array
) -> Iterator[Array]:
    """Yield the losses along `right`, (S,), for each step along `up`; the network ends as it began."""
    start = [parameter.copy() for parameter in network.parameters]
    try:
        for b in steps:
            row: list[float] = []
            for a in steps:
                # step 14: begin
                together = zip(network.parameters, start, right, up, strict=True)
                for parameter, centre, x, y in together:
                    parameter[...] = centre + a * x + b * y
                row.append(evaluate(network, digits).loss)
                # step 14: end
            yield np.array(row)
    finally:
        for parameter, value in zip(network.parameters, start, strict=True):
            parameter[...] = value
