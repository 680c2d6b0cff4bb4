"""Numbers that are no longer finite: where they first came up."""

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.network import Network


class Diverged(ArithmeticError):
    """A number that is not finite came up; the message names the layer where it first did."""


def find_break(network: Network, x: Array) -> str:
    """Say in one sentence where on the way forward numbers stop being finite."""
    if not np.isfinite(x).all():
        row = int(np.argmax(~np.isfinite(x).all(axis=1)))
        return f"the input is not finite: picture {row} of the batch holds {_worst(x[row])}"
    for number, dense in enumerate(network.dense, start=1):
        if not (np.isfinite(dense.weight).all() and np.isfinite(dense.bias).all()):
            return f"layer {number} ({dense.name}) has weights that are not finite: lower the learning rate"
    for number, layer in enumerate(network.layers, start=1):
        x = layer.forward(x)
        if not np.isfinite(x).all():
            return f"the output of {layer.name} (number {number} of {len(network.layers)}) is not finite"
    return "the loss is not finite, though without dropout every layer's output is"


def _worst(row: Array) -> str:
    return "NaN" if np.isnan(row).any() else "an infinity"
