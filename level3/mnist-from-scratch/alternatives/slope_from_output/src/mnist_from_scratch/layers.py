"""The same layers by another way: slopes from the output where it knows them, new arrays each time."""

from typing import Protocol

import numpy as np

from mnist_from_scratch.activations import Activation
from mnist_from_scratch.arrays import Array


class Layer(Protocol):
    """What a network is made of."""

    name: str

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Map x (N, D) to y (N, M), remembering what the way back will need."""

    def backward(self, grad_y: Array) -> Array:
        """Turn dL/dy (N, M) into dL/dx (N, D), at the x of the last `forward`."""


class Dense:
    """Affine map; every way back makes the arrays of its gradients anew."""

    def __init__(self, weight: Array, bias: Array) -> None:
        self.name = f"dense {weight.shape[0]} to {weight.shape[1]}"
        self.weight, self.bias = weight, bias  # (D, M), (M,)
        self.grad_weight, self.grad_bias = np.zeros_like(weight), np.zeros_like(bias)

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Map x (N, D) to y (N, M), remembering x."""
        self._x = x
        return np.einsum("nd,dm->nm", x, self.weight) + self.bias

    def keep_gradients(self, grad_y: Array) -> None:
        """Set the gradients of both parameters, given dL/dy (N, M)."""
        self.grad_weight = np.einsum("nd,nm->dm", self._x, grad_y)
        self.grad_bias = grad_y.sum(axis=0)

    def backward(self, grad_y: Array) -> Array:
        """Keep the gradients of the parameters, and turn dL/dy (N, M) into dL/dx (N, D)."""
        self.keep_gradients(grad_y)
        return np.einsum("nm,dm->nd", grad_y, self.weight)


class Elementwise:
    """An activation; the slopes of sigmoid and tanh follow from what came out."""

    def __init__(self, activation: Activation) -> None:
        self.name = activation.name
        self._activation = activation

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Apply the function to each element, remembering both sides."""
        self._x, self._y = x, self._activation.value(x)
        return self._y

    def backward(self, grad_y: Array) -> Array:
        """Multiply by the slope, element by element."""
        if self.name == "sigmoid":
            return grad_y * self._y * (1 - self._y)
        if self.name == "tanh":
            return grad_y * (1 - self._y**2)
        return grad_y * self._activation.slope(self._x)


class Dropout:
    """While training, silence a share of the values at random."""

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self.name = f"dropout {share:g}"
        self.share = share
        self._rng = rng

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Scale what is kept up, so that the mean stays; do nothing outside training."""
        self._factor = np.ones_like(x)
        if training:
            self._factor = (self._rng.random(x.shape) >= self.share) / (1 - self.share)
        return x * self._factor

    def backward(self, grad_y: Array) -> Array:
        """Let the gradient through where the values went through."""
        return grad_y * self._factor
