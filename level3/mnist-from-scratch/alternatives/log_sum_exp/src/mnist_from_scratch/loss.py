"""The same loss by another way: logarithms of the probabilities first, by log-sum-exp."""

import numpy as np

from mnist_from_scratch.arrays import Array, Labels


def log_softmax(logits: Array) -> Array:
    """Return the logarithms of the probabilities (N, K), without overflow."""
    highest = logits.max(axis=1, keepdims=True)
    return logits - highest - np.log(np.exp(logits - highest).sum(axis=1, keepdims=True))


def softmax(logits: Array) -> Array:
    """Return probabilities (N, K)."""
    return np.exp(log_softmax(logits))


def cross_entropy(logits: Array, labels: Labels) -> tuple[float, Array]:
    """Return the mean surprise at the right digits, in nats, and its gradient (N, K) by the logits."""
    log_probabilities = log_softmax(logits)
    right = np.eye(logits.shape[1], dtype=logits.dtype)[labels]  # (N, K): 1 at the label, else 0
    loss = -(right * log_probabilities).sum() / len(labels)
    return float(loss), (np.exp(log_probabilities) - right) / len(labels)
