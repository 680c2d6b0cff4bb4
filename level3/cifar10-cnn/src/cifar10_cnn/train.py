"""Training: an iterator that yields one report an epoch, and Keras' callbacks beside it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import keras

Batches = Iterable[tuple[Any, Any]]  # of pictures (B, H, W, 3) and labels (B,)


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training set led to; losses in nats."""

    number: int  # from 1
    loss: float  # mean over the epoch, while the weights were changing
    accuracy: float
    val_loss: float
    val_accuracy: float
    rate: float  # of learning, at its end

    def logs(self) -> dict[str, float]:
        """Return the figures by the names under which callbacks look for them."""
        return {name: value for name, value in asdict(self).items() if name != "number"}


class Diverged(ArithmeticError):
    """The loss is no number any more."""


def compile_model(model: keras.Model, rate: Any, weight_decay: float = 0.0) -> None:
    """Give the network its optimiser, SGD with Nesterov's momentum, its loss and its measure."""
    # step 5: begin
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9, nesterov=True, weight_decay=weight_decay),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    # step 5: end


def learn(model: keras.Model, batches: Batches) -> tuple[float, float]:
    """Learn from each batch once; return mean loss and accuracy over all pictures; raises `Diverged`."""
    # step 5: begin
    seen, loss_sum, right = 0, 0.0, 0.0
    for x, labels in batches:
        logs = model.train_on_batch(x, labels, return_dict=True)
        check(logs["loss"])
        seen += len(labels)
        loss_sum += logs["loss"] * len(labels)  # the last batch may be smaller
        right += logs["accuracy"] * len(labels)
    return float(loss_sum / seen), float(right / seen)
    # step 5: end


def check(loss: float) -> None:
    """Raise `Diverged` where the loss is infinite or no number."""
    if not isfinite(loss):
        raise Diverged(f"the loss became {loss}: a lower --lr mends it more often than not")


def train(
    model: keras.Model,
    batches_of: Callable[[int], Batches],
    val_batches: Any,
    epochs: range,
) -> Iterator[Epoch]:
    """Train in place, yielding one report an epoch; `batches_of` tells what is learnt in epoch 0, 1, …

    The caller prints, plots, saves or breaks out early; the loop only learns. Raises `Diverged`.
    """
    for epoch in epochs:
        # step 5: begin
        loss, accuracy = learn(model, batches_of(epoch))
        val = model.evaluate(val_batches, return_dict=True, verbose=0)
        rate = float(model.optimizer.learning_rate)
        yield Epoch(epoch + 1, loss, accuracy, val["loss"], val["accuracy"], rate)
        # step 5: end


def with_callbacks(
    model: keras.Model, reports: Iterator[Epoch], callbacks: Sequence[keras.callbacks.Callback]
) -> Iterator[Epoch]:
    """Pass the reports on, and tell Keras' callbacks of each, until one of them stops the training.

    `fit`, called once an epoch, would begin each callback's life anew: EarlyStopping would never count to 2. Here they
    live through all epochs. They hear of the beginning, of each epoch's end, and of the end; not of single batches.
    """
    # step 6: begin
    every = keras.callbacks.CallbackList(list(callbacks), model=model)
    model.stop_training = False
    every.on_train_begin()
    for report in reports:
        every.on_epoch_end(report.number - 1, report.logs())
        yield report
        if model.stop_training:
            break
    every.on_train_end()
    # step 6: end
