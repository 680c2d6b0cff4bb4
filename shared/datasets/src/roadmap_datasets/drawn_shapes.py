"""Small pictures of ten shapes, drawn anew each time: something to learn from where no photographs are at hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .idx import Bytes

Array = NDArray[np.float64]  # (N, side, side), unless said otherwise

# How far each pixel is outside of the shape (below 0: inside), at (x, y) in lengths of its radius.
OUTSIDE: dict[str, Callable[[Array, Array], Array]] = {
    "disc": lambda x, y: np.hypot(x, y) - 0.9,
    "ring": lambda x, y: np.abs(np.hypot(x, y) - 0.75) - 0.2,
    "square": lambda x, y: np.maximum(abs(x), abs(y)) - 0.75,
    "frame": lambda x, y: np.abs(np.maximum(abs(x), abs(y)) - 0.7) - 0.18,
    "triangle": lambda x, y: np.maximum(0.87 * abs(x) + 0.5 * y, -y) - 0.5,
    "plus": lambda x, y: np.minimum(_box(x, y, 0.95, 0.25), _box(x, y, 0.25, 0.95)),
    "bar": lambda x, y: _box(x, y, 1.0, 0.28),
    "two bars": lambda x, y: np.minimum(_box(x, y - 0.5, 0.9, 0.22), _box(x, y + 0.5, 0.9, 0.22)),
    "crescent": lambda x, y: np.maximum(np.hypot(x, y) - 0.95, 0.75 - np.hypot(x - 0.5, y)),
    "star": lambda x, y: np.hypot(x, y) - 0.62 - 0.33 * np.cos(5 * np.arctan2(y, x)),
}
SHAPES = tuple(OUTSIDE)


def draw_shapes(n: int, side: int, rng: np.random.RandomState) -> tuple[Bytes, Bytes]:
    """Return `n` pictures (n, side, side, 3) and what they show, each shape as often, in random order.

    Place, size, turn and both colours are chance; colours and light tell nothing of the shape.
    """
    labels = rng.permutation(np.arange(n) % len(SHAPES)).astype(np.uint8)
    radius = rng.uniform(0.2, 0.4, n) * side
    x, y = _turned(side, rng.uniform(0.35, 0.65, (2, n)) * side, rng.uniform(0, 2 * np.pi, n))
    outside = np.empty((n, side, side))  # in pixels
    for label, shape in enumerate(SHAPES):
        of = labels == label
        r = radius[of, None, None]
        outside[of] = OUTSIDE[shape](x[of] / r, y[of] / r) * r
    ink = np.clip(0.5 - outside, 0, 1)[..., None]  # soft at the edge
    ground, paint = _colours(n, rng)
    slope = rng.uniform(-30, 30, (n, 1, 1, 1)) * np.linspace(-1, 1, side)[:, None]  # of the light
    noise = rng.normal(0, 18, (n, side, side, 3))
    pictures = ground + (paint - ground) * ink + slope + noise
    return pictures.clip(0, 255).round().astype(np.uint8), labels


def _turned(side: int, centre: Array, angle: Array) -> tuple[Array, Array]:
    """Return the coordinates of all pixels (N, side, side) about each `centre` (2, N), turned by `angle` (N,)."""
    rows, columns = np.mgrid[:side, :side] + 0.5
    dx, dy = columns - centre[0, :, None, None], rows - centre[1, :, None, None]
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    return cosine * dx + sine * dy, cosine * dy - sine * dx


def _colours(n: int, rng: np.random.RandomState) -> tuple[Array, Array]:
    """Return two colours (N, 1, 1, 3) for each picture, at least 90 of 255 apart in each of red, green and blue."""
    ground = rng.uniform(20, 235, (n, 1, 1, 3))
    step = rng.uniform(90, 140, ground.shape)
    return ground, np.where(ground > 127, ground - step, ground + step)


def _box(x: Array, y: Array, half_width: float, half_height: float) -> Array:
    return np.maximum(abs(x) - half_width, abs(y) - half_height)
