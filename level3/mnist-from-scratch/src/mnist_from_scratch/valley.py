"""A narrow valley to race optimisers in: the loss (x^2 + 25 y^2) / 2, steep one way and flat the other."""

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.optimizers import Optimizer

START = (-4.0, 1.5)
CURVATURE = np.array([1.0, 25.0])


def start() -> Array:
    """Return a new place to start from, (2,)."""
    return np.array(START)


def race(place: Array, optimizer: Optimizer, steps: int) -> Array:
    """Let the optimiser move `place` down the valley, and return the losses before each step and at the end."""
    losses = []
    for _ in range(steps):
        losses.append(_loss(place))
        optimizer.step([CURVATURE * place])
    return np.array([*losses, _loss(place)])


def _loss(place: Array) -> float:
    return float((CURVATURE * place**2).sum() / 2)
