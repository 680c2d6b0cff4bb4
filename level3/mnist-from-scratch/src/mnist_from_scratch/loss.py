"""From scores to probabilities, and from probabilities to one number that says how wrong they are.

logits (N, K) are the scores of N pictures for K digits; labels (N,) the right digits.
Source: Goodfellow et al., *Deep Learning*, 6.2.2.3.
"""

import numpy as np

from mnist_from_scratch.arrays import Array, Labels


def softmax(logits: Array) -> Array:
    """Return probabilities (N, K): positive, and each row sums to 1, however large the scores."""
    # step 5: begin
    # The largest becomes 0, so exp cannot overflow.
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)
    # step 5: end


def cross_entropy(logits: Array, labels: Labels) -> tuple[float, Array]:
    """Return the mean surprise at the right digits, in nats, and its gradient (N, K) by the logits."""
    # step 5: begin
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    surprise = np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, labels]
    gradient = softmax(logits)
    gradient[rows, labels] -= 1
    return float(surprise.mean()), gradient / len(labels)
    # step 5: end
