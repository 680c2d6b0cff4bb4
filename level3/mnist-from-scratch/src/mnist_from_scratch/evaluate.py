"""How good a network is, and where it goes wrong. Only the commands hand it test digits."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from mnist_from_scratch.arrays import Array, Labels
from mnist_from_scratch.data import Digits
from mnist_from_scratch.diverged import Diverged, find_break
from mnist_from_scratch.loss import cross_entropy, softmax
from mnist_from_scratch.network import Network

CHUNK = 1_000  # pictures at a time


@dataclass(frozen=True)
class Evaluation:
    """What a network says of N pictures."""

    labels: Labels  # (N,), the right digits
    probabilities: Array  # (N, 10)
    loss: float  # mean, in nats

    @property
    def predicted(self) -> Labels:
        """The likeliest digit of each picture, (N,)."""
        return self.probabilities.argmax(axis=1)

    @property
    def accuracy(self) -> float:
        """The share of right answers, from 0 to 1."""
        return float((self.predicted == self.labels).mean())

    @property
    def confusion(self) -> NDArray[np.intp]:
        """How often digit i (row) was taken for digit j (column), (10, 10)."""
        pairs = 10 * self.labels + self.predicted
        return np.bincount(pairs, minlength=100).reshape(10, 10)

    @property
    def error_rates(self) -> Array:
        """The share of each digit that was taken for another, (10,); NaN for a digit that is absent."""
        confusion = self.confusion
        with np.errstate(invalid="ignore"):
            return 1 - confusion.diagonal() / confusion.sum(axis=1)

    def mistakes(self) -> Labels:
        """Return the indices of the wrong answers, the most confident first."""
        wrong = np.flatnonzero(self.predicted != self.labels)
        confidence = self.probabilities[wrong].max(axis=1)
        return wrong[np.argsort(-confidence, kind="stable")]


def evaluate(network: Network, digits: Digits) -> Evaluation:
    """Look at all digits, in chunks that fit into memory; the network stays as it is.

    Raises `Diverged` where the loss is not finite.
    """
    if not len(digits):
        raise ValueError("there are no digits to evaluate on")
    starts = range(0, len(digits), CHUNK)
    with np.errstate(all="ignore"):  # what is not finite is looked for, and named, here
        logits = np.concatenate([network.forward(digits.x[i : i + CHUNK]) for i in starts])
        loss, _ = cross_entropy(logits, digits.labels)
        if not isfinite(loss):
            raise Diverged(find_break(network, digits.x))
    return Evaluation(digits.labels, softmax(logits), loss)
