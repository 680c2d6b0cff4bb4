"""The trivial classifier that any network must beat: the nearest of ten average digits."""

import numpy as np

from mnist_from_scratch.arrays import Array, Labels
from mnist_from_scratch.data import Digits


def average_digits(digits: Digits) -> Array:
    """Return the mean row of each digit, (10, 784)."""
    return np.stack([digits.x[digits.labels == digit].mean(axis=0) for digit in range(10)])


def nearest(rows: Array, averages: Array) -> Labels:
    """Return for each row (N, D) which of the averages (K, D) is nearest, (N,)."""
    # step 1: begin
    distances = [((rows - average) ** 2).sum(axis=1) for average in averages]  # K times (N,)
    return np.argmin(distances, axis=0)
    # step 1: end
