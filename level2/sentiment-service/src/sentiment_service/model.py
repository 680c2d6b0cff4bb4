"""The light model: a weight for each bucket of n-grams, added up; NumPy and the standard library suffice."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sentiment_service.features import BUCKETS, buckets_of, split_words
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
        words = [split_words(text) for text in texts]
        return [self._judge(*each) for each in zip(words, self.shares(words), strict=True)]

    def _judge(self, words: list[str], shares: list[float]) -> Opinion:
        order = sorted(range(len(words)), key=lambda index: -abs(shares[index]))[:WORDS_TOLD]
        told = tuple(Word(words[index], round(shares[index], 3)) for index in order)
        return Opinion(sigmoid(self.bias + sum(shares)), told)

    def shares(self, texts: list[list[str]]) -> list[list[float]]:
        """Return how much each word of each text adds; in a text an n-gram counts once, where it occurs first."""
        rows = [row for words in texts for row in buckets_of(words)]  # one for each word
        lengths = [len(row) for row in rows]
        buckets = np.fromiter(chain.from_iterable(rows), np.intp, sum(lengths))
        word = np.repeat(np.arange(len(rows)), lengths)
        text = np.repeat(np.arange(len(texts)), [len(words) for words in texts])[word]
        _, first = np.unique(text * BUCKETS + buckets, return_index=True)
        added = np.bincount(word[first], self.weights[buckets[first]], len(rows))
        each = iter(added.tolist())
        return [list(islice(each, len(words))) for words in texts]


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
