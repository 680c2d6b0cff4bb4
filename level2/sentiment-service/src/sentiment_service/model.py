"""The light model: a weight for each bucket of n-grams, added up; NumPy and the standard library suffice."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sentiment_service.features import BUCKETS, occurring, split_words
from sentiment_service.verdict import Opinion, Word

WORDS_TOLD = 8  # the weightiest of a text


class Model(Protocol):
    """What the service needs of a model; it blocks, and keeps a processor busy."""

    @property
    def threshold(self) -> float:
        """Return the confidence below which it would rather not say."""
        ...

    def classify(self, texts: Sequence[str]) -> list[Opinion]:
        """Return an opinion on each text."""
        ...


@dataclass(frozen=True, eq=False)
class LightModel:
    """Naive-Bayes weights refined by logistic regression (Wang and Manning, ACL 2012), calibrated."""

    weights: NDArray[np.float32]  # (BUCKETS,), logits
    bias: float
    threshold: float

    def __post_init__(self) -> None:
        if self.weights.shape != (BUCKETS,):
            raise ValueError(f"expected weights of shape ({BUCKETS},), got {self.weights.shape}")

    def classify(self, texts: Sequence[str]) -> list[Opinion]:
        """Return an opinion on each text; one without a word gets what the bias says."""
        return [self._judge(text) for text in texts]

    def _judge(self, text: str) -> Opinion:
        shares = self.shares(words := split_words(text))
        order = sorted(range(len(words)), key=lambda index: -abs(shares[index]))[:WORDS_TOLD]
        told = tuple(Word(words[index], round(shares[index], 3)) for index in order)
        return Opinion(sigmoid(self.bias + sum(shares)), told)

    def shares(self, words: list[str]) -> list[float]:
        """Return how much each word adds to the logit; an n-gram counts once, where it occurs first."""
        first: dict[int, int] = {}
        for bucket, index in occurring(words):
            first.setdefault(bucket, index)
        buckets = np.fromiter(first.keys(), np.intp, len(first))
        indices = np.fromiter(first.values(), np.intp, len(first))
        shares: list[float] = np.bincount(indices, self.weights[buckets], len(words)).tolist()
        return shares


def sigmoid(logit: float) -> float:
    """Return the probability that has these log-odds, without overflow."""
    return 1 / (1 + math.exp(-max(min(logit, 500.0), -500.0)))


def logit(probability: float) -> float:
    """Return the log-odds of a probability, no further out than floats can tell apart."""
    inside = max(min(probability, 1 - 1e-15), 1e-15)
    return math.log(inside / (1 - inside))


def light_model(arrays: Mapping[str, NDArray[Any]]) -> LightModel:
    """Make the model from its arrays."""
    weights = arrays["weights"].astype(np.float32)
    return LightModel(weights, float(arrays["bias"]), float(arrays["threshold"]))
