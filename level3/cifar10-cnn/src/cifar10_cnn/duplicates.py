"""Test pictures that stand in the training set too, or nearly: whoever learned them by heart seems to know them.

A picture's descriptor is the picture itself in 8 x 8 pixels, with the brightness and the contrast taken out. Two
descriptors (N, 192) of length 1 are as alike as their product says: 1 for the same, 0 for nothing in common.
Source: Barz & Denzler (2020), *Do we train on test data?*, whose ciFAIR compares a network's features instead.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.pixels import Floats, Images
from cifar10_cnn.predict import Watch

GRID = 8  # pixels each way that a descriptor keeps
ALIKE = 0.96  # what counts as nearly the same: of CIFAR-10's pairs above it, most are
CHUNK = 500  # test pictures compared at once: 500 x 50,000 floats are 100 MB


@dataclass(frozen=True, eq=False)
class Neighbours:
    """For each test picture: its nearest training picture, and how alike the two are, (N,)."""

    nearest: NDArray[np.intp]
    likeness: Floats

    def duplicates(self, alike: float = ALIKE) -> NDArray[np.intp]:
        """Return the test pictures with a near-duplicate, the most alike first."""
        order = np.argsort(-self.likeness, kind="stable")
        return order[self.likeness[order] >= alike]


def describe(images: Images, grid: int = GRID) -> Floats:
    """Return descriptors (N, grid * grid * 3) of pictures, of mean 0 and length 1."""
    n, height, width, channels = images.shape
    if height % grid or width % grid:
        raise ValueError(f"expected sides that {grid} divides, got {height} x {width}")
    squares = images.reshape(n, grid, height // grid, grid, width // grid, channels)
    small = squares.mean(axis=(2, 4), dtype=np.float32).reshape(n, -1)
    small -= small.mean(axis=1, keepdims=True)
    return small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-6)


def find_neighbours(test: Images, train: Images, watch: Watch = iter) -> Neighbours:
    """Compare every test picture with every training picture, as it is and mirrored."""
    known, asked = describe(train), (describe(test), describe(test[:, :, ::-1]))
    nearest, likeness = [], []
    for start in watch(range(0, len(test), CHUNK)):
        alike = [each[start : start + CHUNK] @ known.T for each in asked]
        either = np.maximum(*alike)  # (CHUNK, number of training pictures)
        nearest.append(either.argmax(axis=1))
        likeness.append(either.max(axis=1))
    return Neighbours(np.concatenate(nearest), np.concatenate(likeness))
