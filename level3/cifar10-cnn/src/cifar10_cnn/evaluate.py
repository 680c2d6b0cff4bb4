"""How good is a trained network? Nothing else reads the test set."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.calibrate import Array, Labels, Reliability, reliability, softmax
from cifar10_cnn.data import Data, Pictures
from cifar10_cnn.duplicates import Neighbours, find_neighbours
from cifar10_cnn.predict import Watch, logits

Z_95 = 1.96  # standard deviations to each side that hold 95 %


def wilson(right: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Return the 95 % interval of a share, `right` of n; it stays within 0 and 1.

    Source: Wilson (1927), *Probable inference, the law of succession, and statistical inference*.
    """
    if n < 1:
        raise ValueError(f"expected a share of at least one, got {right} of {n}")
    share, spread = right / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores (N, K) of N pictures, and all that follows from them."""

    pictures: Pictures
    scores: Array
    temperature: float = 1.0
    threshold: float = 0.0

    @property
    def labels(self) -> Labels:
        """Return what the pictures show, (N,)."""
        return self.pictures.labels

    @cached_property
    def probabilities(self) -> Array:
        """Return the calibrated probabilities (N, K)."""
        return softmax(self.scores, self.temperature)

    @cached_property
    def predicted(self) -> NDArray[np.intp]:
        """Return the likeliest label of each picture, (N,)."""
        return self.scores.argmax(axis=1)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Return which pictures were answered rightly, (N,)."""
        return np.asarray(self.predicted == self.labels)

    @property
    def accuracy(self) -> float:
        """Return the share of right answers."""
        return float(self.right.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the accuracy."""
        return wilson(int(self.right.sum()), len(self.labels))

    @property
    def loss(self) -> float:
        """Return the mean surprise at the right labels, in nats."""
        of_right = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.maximum(of_right, 1e-300)).mean())

    @property
    def confusion(self) -> NDArray[np.intp]:
        """Return how often a picture of each kind (row) was taken for each (column), (K, K)."""
        counts = np.zeros(2 * (self.scores.shape[1],), np.intp)
        np.add.at(counts, (self.labels, self.predicted), 1)
        return counts

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Return which pictures it is sure enough of to answer, (N,)."""
        return np.asarray(self.probabilities.max(axis=1) >= self.threshold)

    def reliability(self, *, calibrated: bool = True) -> Reliability:
        """Return confidence against accuracy, with the temperature or as the network gave it."""
        return reliability(softmax(self.scores, self.temperature if calibrated else 1), self.labels)

    def mistakes(self) -> NDArray[np.intp]:
        """Return the places of all wrong answers, the surest first."""
        wrong = np.flatnonzero(~self.right)
        return wrong[np.argsort(-self.probabilities[wrong].max(axis=1), kind="stable")]

    def without(self, places: NDArray[np.intp]) -> "Evaluation":
        """Return the same without some pictures."""
        kept = np.delete(np.arange(len(self.labels)), places)
        return replace(self, pictures=self.pictures[kept], scores=self.scores[kept])


def evaluate(
    model: Any,
    data: Data,
    *,
    temperature: float = 1.0,
    threshold: float = 0.0,
    watch: Watch = iter,
) -> Evaluation:
    """Judge a network on the test set; temperature and threshold were chosen on other pictures."""
    scores = logits(model, data.test.x, watch)
    return Evaluation(data.test, scores, temperature, threshold)


def find_twins(data: Data, watch: Watch = iter) -> tuple[Pictures, Neighbours]:
    """Return the test pictures, and the nearest training picture of each."""
    return data.test, find_neighbours(data.test.x, data.train.x, watch)
