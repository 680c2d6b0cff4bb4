"""How large the first weights are: what keeps signals alive through many layers.

Each function returns the standard deviation of weights from `fan_in` values to `fan_out`.
"""

from collections.abc import Callable

import numpy as np

from mnist_from_scratch.arrays import Array


def xavier(fan_in: int, fan_out: int) -> float:
    """Keep the variance on both ways where slopes are near 1; Glorot & Bengio (2010), eq. 12."""
    # step 9: begin
    return float(np.sqrt(2 / (fan_in + fan_out)))
    # step 9: end


def he(fan_in: int, fan_out: int) -> float:
    """Keep the variance forward where half of the values are cut to 0; He et al. (2015), eq. 10."""
    # step 9: begin
    return float(np.sqrt(2 / fan_in))
    # step 9: end


def small(fan_in: int, fan_out: int) -> float:
    """Ignore the widths: what one writes before one knows better."""
    return 0.01


def large(fan_in: int, fan_out: int) -> float:
    """Ignore the widths, and start far out."""
    return 0.3


INITIALIZERS: dict[str, Callable[[int, int], float]] = {
    each.__name__: each for each in (xavier, he, small, large)
}


def draw_weights(
    name: str, fan_in: int, fan_out: int, rng: np.random.Generator, dtype: type = np.float32
) -> Array:
    """Draw weights (fan_in, fan_out) from a normal distribution around 0."""
    std = INITIALIZERS[name](fan_in, fan_out)
    return (rng.standard_normal((fan_in, fan_out)) * std).astype(dtype)
