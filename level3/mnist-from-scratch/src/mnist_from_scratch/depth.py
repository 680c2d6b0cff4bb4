"""Vanishing and exploding gradients: how large they are in each layer of a deep, untrained network.

Source: Glorot & Bengio (2010), *Understanding the difficulty of training deep feedforward neural networks*.
"""

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits
from mnist_from_scratch.network import Architecture, Network

WIDTH = 100  # of every hidden layer
DEPTHS = (2, 3, 5, 8, 12, 16, 20)  # dense layers
BATCH = 256  # digits


def gradient_norms(
    depth: int, activation: str, initializer: str, batch: Digits, *, seed: int = 0
) -> Array:
    """Return the norm of dL/dW of each dense layer, first to last, (depth,), before any training.

    In float64, whose smallest number is 5e-324: what vanishes does so by multiplying, not by rounding.
    """
    if depth < 2:
        raise ValueError(f"expected two or more layers, got {depth}")
    # step 13: begin
    sizes = (batch.x.shape[1], *[WIDTH] * (depth - 1), 10)
    network = Network(
        Architecture(sizes, activation),
        np.random.default_rng(seed),
        initializer=initializer,
        dtype=np.float64,
    )
    network.loss_and_gradients(batch.x.astype(np.float64), batch.labels)
    return np.array([np.linalg.norm(dense.grad_weight) for dense in network.dense])
    # step 13: end


def signal_sizes(
    depth: int, activation: str, initializer: str, batch: Digits, *, seed: int = 0
) -> Array:
    """Return the standard deviation of what leaves each hidden layer, first to last, (depth - 1,)."""
    sizes = (batch.x.shape[1], *[WIDTH] * (depth - 1), 10)
    rng = np.random.default_rng(seed)
    network = Network(
        Architecture(sizes, activation), rng, initializer=initializer, dtype=np.float64
    )
    x: Array = batch.x.astype(np.float64)
    spreads = []
    for layer in network.layers[:-1]:
        x = layer.forward(x)
        if layer.name == activation:
            spreads.append(float(x.std()))
    return np.array(spreads)
