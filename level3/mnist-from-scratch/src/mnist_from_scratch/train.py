"""Training: an iterator that yields one report an epoch, and names the layer where numbers break."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, isfinite, pi

import numpy as np

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits, batches
from mnist_from_scratch.diverged import Diverged, find_break
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Network
from mnist_from_scratch.optimizers import Optimizer

Distort = Callable[[Array, np.random.Generator], Array]


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training set led to; losses in nats."""

    number: int
    loss: float  # mean over the epoch, while the weights were changing
    val_loss: float
    val_accuracy: float


def cosine(progress: float) -> float:
    """Return the share of the learning rate left at `progress` from 0 to 1; Loshchilov & Hutter (2017)."""
    return (1 + cos(pi * progress)) / 2


def train(
    network: Network,
    optimizer: Optimizer,
    train_set: Digits,
    val_set: Digits,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    distort: Distort | None = None,
    schedule: Callable[[float], float] = cosine,
) -> Iterator[Epoch]:
    """Train in place, yielding one report an epoch; raises `Diverged`.

    The caller prints, plots, saves or breaks out early; the loop only learns.
    """
    full_lr = optimizer.lr
    n_steps = epochs * -(-len(train_set) // batch_size)
    step = 0
    for number in range(1, epochs + 1):
        # step 12: begin
        loss_sum = 0.0
        for batch in batches(train_set, batch_size, rng):
            optimizer.lr = full_lr * schedule(step / n_steps)
            x = distort(batch.x, rng) if distort else batch.x
            loss_sum += learn(network, optimizer, Digits(x, batch.labels)) * len(batch)
            step += 1
        val = evaluate(network, val_set)
        yield Epoch(number, loss_sum / len(train_set), val.loss, val.accuracy)
        # step 12: end
    optimizer.lr = full_lr


def learn(network: Network, optimizer: Optimizer, batch: Digits) -> float:
    """Take one step on one batch and return its loss before the step; raises `Diverged`."""
    with np.errstate(all="ignore"):  # what is not finite is looked for, and named, here
        loss = network.loss_and_gradients(batch.x, batch.labels)
        if not isfinite(loss):
            raise Diverged(find_break(network, batch.x))
        optimizer.step(network.gradients)
    return loss
