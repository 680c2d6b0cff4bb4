"""Activation functions, and their slopes for the way back.

z is what a layer computed, of any shape; every function here works on each element and returns the
shape and dtype of z.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mnist_from_scratch.arrays import Array

LEAK = 0.01  # the slope that a leaky ReLU keeps below 0; Maas et al. (2013)
GELU_SCALE = float(np.sqrt(2 / np.pi))  # Hendrycks & Gimpel (2016), sec. 2: GELU through tanh
GELU_CUBIC = 0.044715


@dataclass(frozen=True)
class Activation:
    """A function and its derivative, both of z."""

    name: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """Squash z into 0 to 1: 1 / (1 + exp(-z)), without overflow for any z."""
    # step 2: begin
    small = np.exp(-np.abs(z))  # at most 1, so it cannot overflow
    return np.where(z >= 0, 1, small) / (1 + small)
    # step 2: end


def sigmoid_slope(z: Array) -> Array:
    """Return the derivative of `sigmoid` at z: at most 1/4, at 0."""
    # step 2: begin
    s = sigmoid(z)
    return s * (1 - s)
    # step 2: end


def tanh(z: Array) -> Array:
    """Squash z into -1 to 1."""
    return np.tanh(z)


def tanh_slope(z: Array) -> Array:
    """Return the derivative of `tanh` at z: at most 1, at 0."""
    # step 2: begin
    return 1 - np.tanh(z) ** 2
    # step 2: end


def relu(z: Array) -> Array:
    """Keep what is above 0, and make the rest 0."""
    # step 3: begin
    return np.maximum(z, 0)
    # step 3: end


def relu_slope(z: Array) -> Array:
    """Return 1 where z is above 0, else 0; at the kink itself, 0."""
    # step 3: begin
    return (z > 0).astype(z.dtype)
    # step 3: end


def leaky_relu(z: Array) -> Array:
    """Keep what is above 0, and `LEAK` times the rest."""
    # step 3: begin
    return np.where(z > 0, z, LEAK * z)
    # step 3: end


def leaky_relu_slope(z: Array) -> Array:
    """Return 1 where z is above 0, else `LEAK`."""
    # step 3: begin
    return np.where(z > 0, 1, LEAK).astype(z.dtype)
    # step 3: end


def gelu(z: Array) -> Array:
    """Weigh z by about the chance that a standard normal number lies below it."""
    return 0.5 * z * (1 + _gelu_tanh(z))


def gelu_slope(z: Array) -> Array:
    """Return the derivative of `gelu` at z, by the product and the chain rule."""
    # step 3: begin
    t = _gelu_tanh(z)
    inner_slope = GELU_SCALE * (1 + 3 * GELU_CUBIC * z * z)
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * inner_slope
    # step 3: end


def _gelu_tanh(z: Array) -> Array:
    return np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z))


ACTIVATIONS = {
    each.name: each
    for each in (
        Activation("sigmoid", sigmoid, sigmoid_slope),
        Activation("tanh", tanh, tanh_slope),
        Activation("relu", relu, relu_slope),
        Activation("leaky_relu", leaky_relu, leaky_relu_slope),
        Activation("gelu", gelu, gelu_slope),
    )
}
