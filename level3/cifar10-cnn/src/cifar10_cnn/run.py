"""One training run, from a configuration: fresh, or from where it was stopped."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras

from cifar10_cnn.abstain import choose_threshold
from cifar10_cnn.calibrate import fit_temperature, softmax
from cifar10_cnn.callbacks import keep_best, stop_early
from cifar10_cnn.checkpoint import Trained, load, read_about, save
from cifar10_cnn.data import Pictures
from cifar10_cnn.pipeline import batches, train_batches
from cifar10_cnn.predict import CHUNK, logits
from cifar10_cnn.resume import Resumable
from cifar10_cnn.train import Diverged, Epoch, train, with_callbacks

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


@contextmanager
def alone(folder: Path, *, anew: bool) -> Iterator[None]:
    """Keep other processes from training into the folder; `anew` takes an earlier run's epochs out of it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, folder)
        for name in (LAST, BEST) if anew else ():
            (folder / name).unlink(missing_ok=True)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    """Lock an open folder until it is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ValueError(f"another process trains into {folder}: choose another --out") from None


def load_model(folder: Path) -> Trained:
    """Return the network that a run left in its folder; raises `ValueError`."""
    path = folder / MODEL
    if not path.exists():
        raise ValueError(f"there is no {path} yet: `cifar10-cnn train --out {folder}` makes it")
    return load(path)


def finish(model: keras.Model, val_set: Pictures, folder: Path, wished_error: float) -> Trained:
    """Take the best epoch's weights, see on the validation set how far to trust them, and save."""
    if not (folder / BEST).exists():
        raise Diverged("no epoch had a finite validation loss: a lower --lr may mend it")
    model.load_weights(folder / BEST)
    scores = logits(model, val_set.x)
    temperature = fit_temperature(scores, val_set.labels)
    chances = softmax(scores, temperature)
    threshold = choose_threshold(chances, val_set.labels, wished_error)
    about = replace(read_about(folder / LAST), temperature=temperature, threshold=threshold)
    save(model, about, folder / MODEL)
    return Trained(model, about)
