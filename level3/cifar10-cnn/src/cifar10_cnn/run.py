"""One training run, from a configuration: fresh, or from where it was stopped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras

from cifar10_cnn.abstain import choose_threshold
from cifar10_cnn.calibrate import fit_temperature, softmax
from cifar10_cnn.callbacks import keep_best, stop_early
from cifar10_cnn.checkpoint import Trained, read_about, save
from cifar10_cnn.data import Pictures
from cifar10_cnn.pipeline import batches, train_batches
from cifar10_cnn.predict import CHUNK, logits
from cifar10_cnn.resume import Resumable
from cifar10_cnn.train import Epoch, train, with_callbacks

LAST, BEST, MODEL = "last.keras", "best.keras", "model.keras"  # in the folder of a run
Watch = Callable[[Iterable[Any], int, int], Iterable[Any]]  # batches, their epoch, their number


def unwatched(batches: Iterable[Any], epoch: int, count: int) -> Iterable[Any]:
    """Return the batches as they are."""
    return batches


def fit(
    trained: Trained,
    train_set: Pictures,
    val_set: Pictures,
    folder: Path,
    listeners: Sequence[keras.callbacks.Callback] = (),
    watch: Watch = unwatched,
) -> Iterator[Epoch]:
    """Train in place from where `trained` was stopped, saving into `folder`; yields one report an epoch."""
    about, config = trained.about, trained.about.config

    def batches_of(epoch: int) -> Iterable[Any]:
        dealt = train_batches(
            train_set,
            config.batch_size,
            seed=config.seed,
            epoch=epoch,
            augment=config.augment,
            hole=config.hole,
        )
        return watch(dealt, epoch, about.steps // config.epochs)

    judges = [keep_best(folder / BEST)]
    if config.patience:
        judges.append(stop_early(config.patience))
    callbacks = [*listeners, *judges, Resumable(folder / LAST, about, judges)]
    epochs = range(about.epoch, config.epochs)
    reports = train(trained.model, batches_of, batches(val_set, CHUNK), epochs)
    return with_callbacks(trained.model, reports, callbacks)


def finish(model: keras.Model, val_set: Pictures, folder: Path, wished_error: float) -> Trained:
    """Take the best epoch's weights, see on the validation set how far to trust them, and save."""
    model.load_weights(folder / BEST)
    scores = logits(model, val_set.x)
    temperature = fit_temperature(scores, val_set.labels)
    chances = softmax(scores, temperature)
    threshold = choose_threshold(chances, val_set.labels, wished_error)
    about = replace(read_about(folder / LAST), temperature=temperature, threshold=threshold)
    save(model, about, folder / MODEL)
    return Trained(model, about)
