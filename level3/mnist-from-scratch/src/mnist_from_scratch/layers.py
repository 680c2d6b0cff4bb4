"""Layers: each maps a batch forward, and turns the gradient of its output into that of its input.

N is the number of pictures in a batch, D and M the width of a layer's input and output.
"""

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
    """Affine map ``y = x @ W + b``; see Goodfellow et al., *Deep Learning*, 6.5."""

    def __init__(self, weight: Array, bias: Array) -> None:
        self.name = f"dense {weight.shape[0]} to {weight.shape[1]}"
        self.weight, self.bias = weight, bias  # (D, M), (M,)
        self.grad_weight, self.grad_bias = np.zeros_like(weight), np.zeros_like(bias)

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Map x (N, D) to y (N, M), remembering x."""
        if x.ndim != 2 or x.shape[1] != len(self.weight):
            raise ValueError(f"expected x of shape (N, {len(self.weight)}), got {x.shape}")
        self._x = x
        # step 4: begin
        return x @ self.weight + self.bias
        # step 4: end

    def keep_gradients(self, grad_y: Array) -> None:
        """Set the gradients of both parameters, given dL/dy (N, M)."""
        # step 6: begin
        np.matmul(self._x.T, grad_y, out=self.grad_weight)  # (D, N) @ (N, M) -> (D, M)
        np.sum(grad_y, axis=0, out=self.grad_bias)  # (M,)
        # step 6: end

    def backward(self, grad_y: Array) -> Array:
        """Keep the gradients of the parameters, and turn dL/dy (N, M) into dL/dx (N, D)."""
        self.keep_gradients(grad_y)
        # step 6: begin
        return grad_y @ self.weight.T  # (N, M) @ (M, D) -> (N, D)
        # step 6: end


class Elementwise:
    """An activation function as a layer; it has no parameters."""

    def __init__(self, activation: Activation) -> None:
        self.name = activation.name
        self._activation = activation

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Apply the function to each element, remembering x."""
        self._x = x
        return self._activation.value(x)

    def backward(self, grad_y: Array) -> Array:
        """Multiply by the slope at x, element by element: the chain rule."""
        # step 6: begin
        return grad_y * self._activation.slope(self._x)
        # step 6: end


class Dropout:
    """While training, silence a share of the values at random; Srivastava et al. (2014), sec. 10."""

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self.name = f"dropout {share:g}"
        self.share = share
        self._rng = rng

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Scale what is kept up, so that the mean stays; do nothing outside training."""
        if not training:
            self._mask: Array | None = None
            return x
        kept = self._rng.random(x.shape, dtype=np.float32) >= self.share
        self._mask = kept.astype(x.dtype) / x.dtype.type(1 - self.share)
        return x * self._mask

    def backward(self, grad_y: Array) -> Array:
        """Let the gradient through where the values went through."""
        return grad_y if self._mask is None else grad_y * self._mask
