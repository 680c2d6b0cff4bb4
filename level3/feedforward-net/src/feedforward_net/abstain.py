"""When to say "unsure": probabilities that mean what they say, and a threshold for a wished error rate.

Sources: Guo et al., *On calibration of modern neural networks* (2017), 4.2, on the temperature; El-Yaniv and
Wiener, *On the foundations of noise-free selective classification* (2010), on risk and coverage.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from feedforward_net.functions import cross_entropy

NEVER = 2.0  # a threshold that no probability reaches


@dataclass(frozen=True)
class Calibration:
    """What was learned from validation strings: how to soften scores, and when to be sure."""

    temperature: float = 1.0  # scores are divided by it
    threshold: float = NEVER  # a string is sure from this confidence on


def risk_coverage(confidence: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
    """Return for 1 … n strings, the surest first: the share answered, and the share of these that is wrong.

    `confidence` (n,) is from 0 to 1, `right` (n,) says which were read rightly; both results are (n,).
    """
    # step 13: begin
    surest_first = confidence.argsort(descending=True, stable=True)
    wrong = (~right[surest_first]).cumsum(0)
    answered = torch.arange(1, len(right) + 1)
    return answered / len(right), wrong / answered
    # step 13: end


def choose_threshold(confidence: Tensor, right: Tensor, wished_error: float) -> float:
    """Return the lowest confidence from which on at most `wished_error` of the strings are wrong.

    Strings of equal confidence are answered all or none. Where no threshold will do, it is `NEVER`.
    """
    # step 13: begin
    surest_first = confidence.sort(descending=True, stable=True).values
    _, risk = risk_coverage(confidence, right)
    last_of_equals = torch.ones_like(right)
    last_of_equals[:-1] = surest_first[:-1] > surest_first[1:]
    possible = surest_first[last_of_equals & (risk <= wished_error)]
    return possible.min().item() if len(possible) else NEVER
    # step 13: end


def fit_temperature(logits: Tensor, labels: Tensor, steps: int = 30) -> float:
    """Return the temperature at which the scores (N, K) of the validation digits surprise least.

    Newton's method on its inverse, in which the loss is convex: slope and curvature come from autograd.
    """
    scores, sharpness = logits.detach().double(), torch.ones((), dtype=torch.float64)
    for _ in range(steps):
        sharpness.requires_grad_()
        loss = cross_entropy(scores * sharpness, labels)
        (slope,) = torch.autograd.grad(loss, sharpness, create_graph=True)
        (curvature,) = torch.autograd.grad(slope, sharpness)
        step = slope.detach() / curvature.clamp(min=1e-12)
        sharpness = (sharpness.detach() - step).clamp(0.05, 20)
    return 1 / sharpness.item()


def status(confidence: float, reason: str, threshold: float) -> str:
    """Say what becomes of a string: rejected for a reason, unsure below the threshold, else ok."""
    if reason:
        return "rejected"
    return "ok" if confidence >= threshold else "unsure"


def right_ones(texts: Iterable[str], truths: Iterable[str]) -> Tensor:
    """Return which texts are what they should be, as booleans (n,)."""
    return torch.tensor([text == truth for text, truth in zip(texts, truths, strict=True)])
