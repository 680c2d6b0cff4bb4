"""Are its probabilities to be trusted? Of all answers given at 80 %, 80 % should be right.

z scores (N, K), T temperature. Source: Guo et al. (2017), *On calibration of modern neural networks*.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Labels = NDArray[np.integer]

BINS = 15
COLDEST, HOTTEST = 0.05, 20.0  # the temperatures that are looked at


def softmax(scores: Array, temperature: float = 1.0) -> Array:
    """Turn scores (..., K) into probabilities; a temperature above 1 makes them less sure."""
    z = np.asarray(scores, dtype=np.float64) / temperature
    exp = np.exp(z - z.max(axis=-1, keepdims=True))
    shares: Array = exp / exp.sum(axis=-1, keepdims=True)
    return shares


@dataclass(frozen=True, eq=False)
class Reliability:
    """Answers by how sure they were: each bin's mean confidence, its accuracy and its count, (BINS,)."""

    confidence: Array
    accuracy: Array
    count: NDArray[np.integer]

    @property
    def error(self) -> float:
        """Return the expected calibration error: the mean gap between the two, each bin weighed by its answers."""
        gaps = np.abs(self.confidence - self.accuracy)
        return float((gaps * self.count).sum() / self.count.sum())


def reliability(probabilities: Array, labels: Labels, bins: int = BINS) -> Reliability:
    """Sort answers into bins of equal width by their confidence, the probability (N, K) of what was answered.

    Bin b takes confidences from b / bins to below (b + 1) / bins, the last one 1 as well; an empty one holds zeros.
    """
    # step 12: begin
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    n = np.maximum(count, 1)  # not to divide by 0 where a bin is empty
    return Reliability(
        np.bincount(place, weights=confidence, minlength=bins) / n,
        np.bincount(place, weights=right, minlength=bins) / n,
        count,
    )
    # step 12: end


def fit_temperature(scores: Array, labels: Labels) -> float:
    """Return the T at which softmax(z / T) is least surprised by the labels, from 0.05 to 20.

    The mean loss is convex in 1 / T, and its slope is how far the mean expected score lies above the mean score of
    the right answers. Halving log T finds where it is 0.
    """
    # step 12: begin
    right = scores[np.arange(len(labels)), labels].mean()
    low, high = np.log(COLDEST), np.log(HOTTEST)
    for _ in range(50):
        middle = (low + high) / 2
        expected = (softmax(scores, float(np.exp(middle))) * scores).sum(axis=1).mean()
        low, high = (middle, high) if expected > right else (low, middle)
    return float(np.exp((low + high) / 2))
    # step 12: end
