"""Optimisers: how a gradient becomes a change of the parameters, in place."""

from collections.abc import Sequence
from math import sqrt
from typing import Protocol

import numpy as np

from mnist_from_scratch.arrays import Array


class Optimizer(Protocol):
    """Changes parameters by their gradients; `lr` may be set anew before each step."""

    lr: float

    def step(self, gradients: Sequence[Array]) -> None:
        """Change each parameter in place, given the gradients in the same order."""


class Sgd:
    """Gradient descent with a heavy ball's momentum; Sutskever et al. (2013), eq. 1 and 2."""

    def __init__(self, parameters: Sequence[Array], lr: float = 0.1, momentum: float = 0.9) -> None:
        self.lr = lr
        self._parameters, self._momentum = parameters, momentum
        self._velocities = [np.zeros_like(parameter) for parameter in parameters]

    def step(self, gradients: Sequence[Array]) -> None:
        """Add the gradient to a velocity that fades, and move by it."""
        together = zip(self._parameters, gradients, self._velocities, strict=True)
        for parameter, gradient, velocity in together:
            # step 10: begin
            velocity *= self._momentum
            velocity -= self.lr * gradient
            parameter += velocity
            # step 10: end


class Adam:
    """Steps of about `lr` for every parameter, however steep; Kingma & Ba (2015), algorithm 1."""

    def __init__(
        self,
        parameters: Sequence[Array],
        lr: float = 0.001,
        beta1: float = 0.9,  # how much of the mean is kept at each step
        beta2: float = 0.999,  # how much of the mean square is kept
        epsilon: float = 1e-8,
    ) -> None:
        self.lr = lr
        self._parameters = parameters
        self._beta1, self._beta2, self._epsilon = beta1, beta2, epsilon
        self._means = [np.zeros_like(parameter) for parameter in parameters]
        self._squares = [np.zeros_like(parameter) for parameter in parameters]
        self._steps = 0

    def step(self, gradients: Sequence[Array]) -> None:
        """Move by the mean gradient over its root mean square, both corrected for starting at 0."""
        self._steps += 1
        together = zip(self._parameters, gradients, self._means, self._squares, strict=True)
        for parameter, gradient, mean, square in together:
            # step 11: begin
            mean += (1 - self._beta1) * (gradient - mean)
            square += (1 - self._beta2) * (gradient * gradient - square)
            unbiased = sqrt(1 - self._beta2**self._steps)
            size = self.lr * unbiased / (1 - self._beta1**self._steps)
            parameter -= size * mean / (np.sqrt(square) + self._epsilon * unbiased)
            # step 11: end


OPTIMIZERS: dict[str, type[Sgd] | type[Adam]] = {"sgd": Sgd, "adam": Adam}
