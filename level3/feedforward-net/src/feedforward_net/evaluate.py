"""How good a network is. This module alone looks at the test digits."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from feedforward_net.data import Digits
from feedforward_net.model import Classifier
from feedforward_net.shapes import to_rows

Shares = TypeVar("Shares", float, NDArray[np.float64])
CHUNK = 1_000  # digits at a time


@dataclass(frozen=True)
class Evaluation:
    """What a network says of N digits; all on the CPU."""

    labels: Tensor  # (N,), the right digits
    scores: Tensor  # (N, 10)

    @property
    def loss(self) -> float:
        """The mean cross-entropy, in nats."""
        return float(cross_entropy(self.scores, self.labels))

    @property
    def accuracy(self) -> float:
        """The share of right answers, from 0 to 1."""
        return float((self.scores.argmax(dim=1) == self.labels).double().mean())

    @property
    def standard_error(self) -> float:
        """The standard error of the accuracy, from the number of digits."""
        return float((self.accuracy * (1 - self.accuracy) / len(self.labels)) ** 0.5)


def evaluate(model: Classifier, rows: Tensor, labels: Tensor) -> Evaluation:
    """Look at all rows (N, 784), without dropout and in chunks; the model stays as it is, mode and all."""
    if not len(labels):
        raise ValueError("there are no digits to evaluate on")
    device, was_training = next(model.parameters()).device, model.training
    model.eval()
    try:
        with torch.inference_mode():
            scores = torch.cat([model(chunk.to(device)).cpu() for chunk in rows.split(CHUNK)])
    finally:
        model.train(was_training)
    return Evaluation(labels.cpu(), scores)


def judge(model: Classifier, rows: Tensor, labels: Tensor) -> tuple[float, float]:
    """Return mean loss in nats and accuracy on digits: what training reports of the validation set."""
    found = evaluate(model, rows, labels)
    return found.loss, found.accuracy


def load_test(digits: Digits) -> tuple[Tensor, Tensor]:
    """Return all test pictures (N, 28, 28) uint8 and their labels (N,)."""
    return digits.test.__getitems__(list(range(len(digits.test))))


def evaluate_on_test(model: Classifier, digits: Digits) -> Evaluation:
    """Judge a model on the test digits: once, at the very end."""
    images, labels = load_test(digits)
    return evaluate(model, to_rows(images), labels)


def wilson(share: Shares, n: Shares, z: float = 1.96) -> tuple[Shares, Shares]:
    """Return the 95 % interval of each share of n; Wilson (1927)."""
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return abs(middle - reach), middle + reach  # which are 0 and 1 up to rounding, at the ends
