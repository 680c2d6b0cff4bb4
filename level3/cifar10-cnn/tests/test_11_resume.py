"""Step 11: stop, and go on as if nothing had been."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import keras
import numpy as np
import pytest

from cifar10_cnn.callbacks import keep_best, stop_early
from cifar10_cnn.checkpoint import About, Trained, load, make, read_about
from cifar10_cnn.config import Config
from cifar10_cnn.resume import Resumable, state
from cifar10_cnn.run import LAST, fit
from cifar10_cnn.toy import CLASSES, SHAPE, pictures
from cifar10_cnn.train import Epoch

CONFIG = Config(network="sequential", widths=(2,), epochs=2, batch_size=16, dropout=0.5)
ABOUT = About(CONFIG, CLASSES, SHAPE, 32, "toys")
LOGS = {"loss": 1.0, "val_loss": 0.5, "val_accuracy": 0.5}


def listener(
    path: Path, *others: keras.callbacks.Callback, about: About = ABOUT
) -> tuple[Resumable, keras.callbacks.CallbackList]:
    """Return the callback that saves, and a list in which it comes after the others."""
    resumable = Resumable(path, about, others)
    return resumable, keras.callbacks.CallbackList([*others, resumable], model=make(about))


def test_what_early_stopping_remembers_is_found() -> None:
    """After two epochs, the second worse: the best loss, its epoch, and that one was waited for."""
    stop = stop_early(5)
    stop.on_train_begin()
    for epoch, val_loss in enumerate((0.5, 0.75)):
        stop.on_epoch_end(epoch, {"val_loss": val_loss})
    assert state(stop) == {"best": 0.5, "best_epoch": 0, "wait": 1, "stopped_epoch": 0}


def test_a_callback_that_remembers_less_has_a_smaller_state(tmp_path: Path) -> None:
    """ModelCheckpoint knows its best loss alone, and a callback without memory has nothing."""
    assert set(state(keep_best(tmp_path / "best.keras"))) == {"best"}
    assert state(keras.callbacks.Callback()) == {}


def test_each_epoch_is_saved_with_all_that_goes_on(tmp_path: Path) -> None:
    """The file tells how many epochs are done, their figures, and what the others remember."""
    path, stop = tmp_path / "last.keras", stop_early(5)
    _, every = listener(path, stop)
    every.on_train_begin()
    for epoch in range(2):
        every.on_epoch_end(epoch, LOGS)
    about = read_about(path)
    assert (about.epoch, about.history) == (2, (LOGS, LOGS))
    assert about.states == (state(stop),)
    assert about.states[0]["wait"] == 1


@pytest.mark.parametrize(("epoch", "stopped"), [(1, False), (0, True)])
def test_the_end_is_known(tmp_path: Path, epoch: int, stopped: bool) -> None:
    """A run is finished after its last epoch, or where a callback has stopped it; not before."""
    resumable, every = listener(tmp_path / "last.keras")
    every.on_train_begin()
    resumable.model.stop_training = False
    every.on_epoch_end(0, LOGS)
    assert not resumable.about.finished
    resumable.model.stop_training = stopped
    every.on_epoch_end(epoch, LOGS)
    assert resumable.about.finished


def test_the_others_get_their_memory_back(tmp_path: Path) -> None:
    """EarlyStopping empties its memory when training begins; after that it waits where it was."""
    stop = stop_early(5)
    remembered = {"best": 0.25, "best_epoch": 3, "wait": 4, "stopped_epoch": 0}
    about = replace(ABOUT, epoch=8, states=(dict(remembered),))
    _, every = listener(tmp_path / "last.keras", stop, about=about)
    every.on_train_begin()
    assert state(stop) == remembered


def train(trained: Trained, folder: Path, epochs: int) -> list[Epoch]:
    """Train for so many epochs, saving into the folder."""
    trained.model.run_eagerly = True  # for so little work, a graph is not worth its making
    folder.mkdir(exist_ok=True)
    return list(islice(fit(trained, pictures(32), pictures(8, seed=1), folder), epochs))


def test_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    """Stopped after the first epoch and gone on from its file: losses and weights are the same to the bit."""
    once, twice = tmp_path / "once", tmp_path / "twice"
    whole = Trained(make(ABOUT), ABOUT)
    expected = train(whole, once, 2)
    first = train(Trained(make(ABOUT), ABOUT), twice, 1)
    further = load(twice / LAST)
    assert first + train(further, twice, 1) == expected
    for one, other in zip(whole.model.get_weights(), further.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
