"""Step 6: Keras' callbacks, which live through all epochs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras

from cifar10_cnn.callbacks import keep_best, stop_early
from cifar10_cnn.train import Epoch, with_callbacks


def network() -> keras.Model:
    """Return a network of one weight and a bias."""
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


def reports(*val_losses: float) -> Iterator[Epoch]:
    """Yield a report for each validation loss."""
    for number, val_loss in enumerate(val_losses, start=1):
        yield Epoch(number, 1.0, 0.5, val_loss, 0.5, 0.1)


class Recorder(keras.callbacks.Callback):
    """Write down what it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def on_train_begin(self, logs: Any = None) -> None:
        self.heard.append("begin")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.heard.append((epoch, logs["val_loss"]))

    def on_train_end(self, logs: Any = None) -> None:
        self.heard.append("end")


def test_callbacks_hear_of_each_epoch_and_of_beginning_and_end_once() -> None:
    """Two epochs: a beginning, epoch 0 and epoch 1 with their figures, and an end."""
    recorder = Recorder()
    list(with_callbacks(network(), reports(0.5, 0.25), [recorder]))
    assert recorder.heard == ["begin", (0, 0.5), (1, 0.25), "end"]


def test_the_caller_gets_every_report() -> None:
    """What the loop reports is passed on as it is."""
    passed = list(with_callbacks(network(), reports(0.5, 0.25), []))
    assert passed == list(reports(0.5, 0.25))


def test_callbacks_have_heard_of_an_epoch_before_the_caller_has() -> None:
    """A caller that saves or leaves after a report finds it in the callbacks already."""
    recorder = Recorder()
    next(with_callbacks(network(), reports(0.5, 0.25), [recorder]))
    assert recorder.heard == ["begin", (0, 0.5)]


def test_they_know_the_model() -> None:
    """A callback finds the network as `self.model`, for it to save or to stop."""
    recorder, model = Recorder(), network()
    list(with_callbacks(model, reports(0.5), [recorder]))
    assert recorder.model is model


def test_training_stops_after_two_epochs_without_a_better_one() -> None:
    """Best at epoch 2, then twice worse: epoch 4 is the last, though there would be more."""
    losses = (1.0, 0.5, 0.6, 0.7, 0.1)
    passed = list(with_callbacks(network(), reports(*losses), [stop_early(2)]))
    assert [each.number for each in passed] == [1, 2, 3, 4]


def test_the_end_is_told_after_a_stop_too() -> None:
    """EarlyStopping leaves after epoch 2; those that listen still hear of the end, once."""
    recorder = Recorder()
    list(with_callbacks(network(), reports(0.5, 0.6, 0.7), [stop_early(1), recorder]))
    assert recorder.heard == ["begin", (0, 0.5), (1, 0.6), "end"]


def test_no_epoch_is_begun_after_the_stop() -> None:
    """Once a callback has stopped the training, the loop is not asked for another epoch."""
    left = reports(0.5, 0.6, 0.7, 0.8)
    list(with_callbacks(network(), left, [stop_early(1)]))
    assert next(left).number == 3


def test_a_stop_of_an_earlier_training_is_forgotten() -> None:
    """A network that was once stopped can be trained again."""
    model = network()
    for _ in range(2):
        passed = list(with_callbacks(model, reports(0.5, 0.6, 0.7), [stop_early(1)]))
        assert len(passed) == 2


def test_the_best_epoch_is_the_one_that_is_kept(tmp_path: Path) -> None:
    """The file is written at epochs 1 and 2, and not at epoch 3, whose validation loss is higher."""
    path, model = tmp_path / "best.keras", network()
    for report in with_callbacks(model, reports(1.0, 0.5, 0.75), [keep_best(path)]):
        model.layers[0].bias.assign([float(report.number)])  # changed after it was saved
    saved = keras.saving.load_model(path, compile=False)
    assert float(saved.layers[0].bias[0]) == 1.0
