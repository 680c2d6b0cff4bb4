"""When to say "I don't know": below a confidence that was chosen for a wished error rate."""

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.calibrate import Array, Labels

NEVER = 2.0  # a threshold that no probability reaches: it always says "I don't know"


def choose_threshold(probabilities: Array, labels: Labels, wished_error: float = 0.05) -> float:
    """Return the lowest confidence at which answers that sure or surer are wrong in at most `wished_error` of cases.

    Judged on probabilities (N, K) of pictures that were not learned from; `NEVER` where no confidence will do.
    """
    # step 12: begin
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    for threshold in np.unique(confidence):  # from the lowest up
        if wrong[confidence >= threshold].mean() <= wished_error:
            return float(threshold)
    return NEVER
    # step 12: end


def in_words(threshold: float) -> str:
    """Say when it is silent."""
    return "always" if threshold >= NEVER else f"below {threshold:.0%}"


def trade_off(probabilities: Array, labels: Labels) -> tuple[NDArray[np.float64], Array]:
    """Return, for each number of surest answers, its share of all and the share of it that is wrong, both (N,)."""
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    wrong = (probabilities.argmax(axis=1) != labels)[order]
    given = np.arange(1, len(labels) + 1)
    return given / len(labels), np.cumsum(wrong) / given
