"""Training: an iterator that yields one report an epoch, and can go on from any of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, pi
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.optim import Adam

from feedforward_net.config import Config
from feedforward_net.diverged import check
from feedforward_net.evaluate import judge
from feedforward_net.model import Classifier


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training set led to; losses in nats."""

    number: int
    loss: float  # mean over the epoch, while the weights were changing
    val_loss: float
    val_accuracy: float


@dataclass
class Learner:
    """All that training changes; PyTorch's random state, which dropout draws from, is the one thing outside."""

    model: Classifier
    optimizer: Adam
    history: list[Epoch] = field(default_factory=list)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.model.parameters()).device


class Epochs(Protocol):
    """Training data, epoch by epoch."""

    @property
    def n_steps(self) -> int:
        """How many batches an epoch has."""

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the batches of one epoch: rows (N, 784) and labels (N,)."""


def make_learner(config: Config, device: torch.device | str = "cpu") -> Learner:
    """Seed PyTorch, and return a fresh model with its optimiser."""
    torch.manual_seed(config.seed)
    model = Classifier(config.sizes, config.dropout).to(device)
    return Learner(model, make_optimizer(model, config))


def make_optimizer(model: Classifier, config: Config) -> Adam:
    """Return Adam for a model that is on its device already."""
    fused = next(model.parameters()).device.type in {"cpu", "cuda"}  # one pass over the weights
    return Adam(model.parameters(), lr=config.lr, fused=fused)


def cosine(progress: float) -> float:
    """Return the share of the learning rate left at `progress` from 0 to 1; Loshchilov & Hutter (2017)."""
    return (1 + cos(pi * progress)) / 2


def train(
    learner: Learner, batches: Epochs, validation: tuple[Tensor, Tensor], config: Config
) -> Iterator[Epoch]:
    """Train in place from the learner's next epoch on, yielding one report an epoch; raises `Diverged`.

    The caller prints, plots, saves or breaks out early; the loop only learns.
    """
    model, n_all = learner.model, config.epochs * batches.n_steps
    for number in range(len(learner.history) + 1, config.epochs + 1):
        step = (number - 1) * batches.n_steps
        # step 11: begin
        model.train()
        loss_sum, seen = 0.0, 0
        for rows, labels in batches.epoch(number):
            set_rate(learner.optimizer, config.lr * cosine(step / n_all))
            loss_sum += learn(learner, rows, labels) * len(labels)
            seen += len(labels)
            step += 1
        report = Epoch(number, loss_sum / seen, *judge(model, *validation))
        learner.history.append(report)
        yield report
        # step 11: end


def learn(learner: Learner, rows: Tensor, labels: Tensor) -> float:
    """Take one step on one batch and return its mean loss before the step; raises `Diverged`."""
    # step 11: begin
    rows, labels = rows.to(learner.device), labels.to(learner.device)
    loss = cross_entropy(learner.model(rows), labels)
    learner.optimizer.zero_grad()
    loss.backward()
    value = check(loss, learner.model)
    learner.optimizer.step()
    return value
    # step 11: end


def set_rate(optimizer: Adam, lr: float) -> None:
    """Set the learning rate of all parameters."""
    for group in optimizer.param_groups:
        group["lr"] = lr
