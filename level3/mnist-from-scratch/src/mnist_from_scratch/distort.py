"""New digits from old ones: small turns, shears and shifts, and elastic bends.

Source: Simard, Steinkraus & Platt (2003), *Best practices for convolutional neural networks applied to
visual document analysis*, sec. 2. Needs SciPy: ``pip install mnist-from-scratch[distort]``.
"""

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import MEAN, SIDE, STD

TURN = np.deg2rad(10)  # radians, at most, to either side
SHEAR = 0.1
SCALE = 0.1
SHIFT = 1.5  # pixels
ELASTIC_SIGMA = 4.0  # pixels: how smooth the bends are
ELASTIC_ALPHA = 34.0  # pixels: how far they reach, times a field smoothed from -1 to 1


def distort(x: Array, rng: np.random.Generator) -> Array:
    """Return a distorted copy of rows x (N, 784)."""
    from scipy.ndimage import map_coordinates

    pictures = x.reshape(-1, SIDE, SIDE)
    places = _affine(len(x), rng) + _elastic(len(x), rng)  # (2, N, 28, 28)
    which = np.broadcast_to(np.arange(len(x))[:, None, None], places.shape[1:])
    paper = -MEAN / STD  # what a black pixel is as a number of a row
    bent = map_coordinates(pictures, [which, *places], order=1, mode="constant", cval=paper)
    return bent.reshape(x.shape)


def _affine(n: int, rng: np.random.Generator) -> Array:
    """Return where each pixel of n pictures comes from, (2, n, 28, 28), in pixels."""
    turn, shear = rng.uniform(-TURN, TURN, n), rng.uniform(-SHEAR, SHEAR, n)
    scale_y, scale_x = rng.uniform(1 - SCALE, 1 + SCALE, (2, n))
    matrix = np.array(  # (2, 2, n): a turn, with its columns scaled and sheared
        [
            [scale_y * np.cos(turn), scale_x * (shear - np.sin(turn))],
            [scale_y * (shear + np.sin(turn)), scale_x * np.cos(turn)],
        ]
    )
    middle = (SIDE - 1) / 2
    grid = np.mgrid[:SIDE, :SIDE] - middle  # (2, 28, 28)
    shift = rng.uniform(-SHIFT, SHIFT, (2, n, 1, 1))
    return np.einsum("ijn,jhw->inhw", matrix, grid) + middle + shift


def _elastic(n: int, rng: np.random.Generator) -> Array:
    """Return smooth random displacements of each pixel, (2, n, 28, 28), in pixels."""
    from scipy.ndimage import gaussian_filter

    field = rng.uniform(-1, 1, (2, n, SIDE, SIDE)).astype(np.float32)
    return ELASTIC_ALPHA * gaussian_filter(field, ELASTIC_SIGMA, axes=(2, 3), mode="constant")
