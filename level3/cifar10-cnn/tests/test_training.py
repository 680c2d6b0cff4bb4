"""Training as a whole: it learns, it can be repeated, and it learns nothing where there is nothing to learn."""

from dataclasses import replace
from math import isfinite
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from cifar10_cnn.callbacks import Curves
from cifar10_cnn.checkpoint import About, Trained, make
from cifar10_cnn.config import PRESETS, Config
from cifar10_cnn.data import Pictures
from cifar10_cnn.model import build
from cifar10_cnn.pipeline import batches
from cifar10_cnn.run import fit
from cifar10_cnn.schedule import make_schedule
from cifar10_cnn.toy import CLASSES, SHAPE, WIDTHS, floats, pictures
from cifar10_cnn.train import Diverged, Epoch, compile_model, learn, train

CONFIG = Config(network="functional", widths=WIDTHS, epochs=2, batch_size=16, dropout=0.25)


def learned(
    train_set: Pictures, config: Config, folder: Path, val_set: Pictures | None = None
) -> tuple[keras.Model, list[Epoch]]:
    """Train on toys, validate on others, and return the network and its reports."""
    val_set = val_set or pictures(48, seed=1)
    about = About(config, CLASSES, SHAPE, len(train_set), "toys")
    model = make(about)
    model.run_eagerly = config.epochs < 4  # for a few steps, a graph is not worth its making
    return model, list(fit(Trained(model, about), train_set, val_set, folder))


def tf_batch(pair: tuple[np.ndarray, np.ndarray]) -> tf.data.Dataset:
    """Return pictures and labels as a single batch."""
    return tf.data.Dataset.from_tensors(pair)


def test_the_same_seed_gives_the_same_bits(tmp_path: Path) -> None:
    """Trained twice from one seed, on one thread, all weights and reports are equal to the last bit."""
    (first, one), (second, two) = (learned(pictures(48), CONFIG, tmp_path) for _ in range(2))
    assert one == two
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        assert a.tobytes() == b.tobytes()


def test_another_seed_gives_another_network(tmp_path: Path) -> None:
    """The seed decides the first weights."""
    first, second = (
        make(About(replace(CONFIG, seed=seed), CLASSES, SHAPE, 48, "toys")) for seed in (0, 1)
    )
    assert not np.array_equal(first.get_weights()[0], second.get_weights()[0])


@pytest.mark.parametrize("network", ["sequential", "residual"])
def test_it_learns_32_pictures_by_heart(network: str) -> None:
    """With time enough 32 pictures are all known, however the layers are joined."""
    keras.utils.set_random_seed(0)
    model = build(network, SHAPE, (8, 16), len(CLASSES))
    compile_model(model, 0.1)
    few = floats(32)
    *_, last = train(model, lambda epoch: 8 * [few], tf_batch(few), range(4))
    assert last.accuracy == 1.0 and last.loss < 0.1


def test_it_beats_a_guess_by_far(tmp_path: Path) -> None:
    """After a few epochs it knows most of the pictures that it has not seen; a guess knows a third."""
    config = replace(CONFIG, epochs=6, dropout=0.0)
    assert learned(pictures(96), config, tmp_path)[1][-1].val_accuracy > 0.6


def test_shuffled_labels_teach_nothing(tmp_path: Path) -> None:
    """Where the labels go round whatever the colour, there is nothing to learn, and a guess is as good."""
    honest = pictures(96)
    dealt = Pictures(honest.x, (honest.labels + np.arange(96) // 3) % 3)
    config = replace(CONFIG, epochs=3, batch_size=24)
    reports = learned(dealt[:48], config, tmp_path, val_set=dealt[48:])[1]
    assert reports[-1].val_accuracy == pytest.approx(1 / 3, abs=0.15)


def test_evaluation_leaves_the_network_as_it_is() -> None:
    """Judging twice gives the same figures, also with Dropout, and changes no variable of the network."""
    model = make(About(CONFIG, CLASSES, SHAPE, 48, "toys"))
    before = [each.tobytes() for each in model.get_weights()]
    first, second = (
        model.evaluate(batches(pictures(96), 50), return_dict=True, verbose=0) for _ in range(2)
    )
    assert first == second
    assert [each.tobytes() for each in model.get_weights()] == before


def test_a_rate_far_too_high_ends_in_a_sentence(tmp_path: Path) -> None:
    """Numbers that leave the range of floats end the training with advice."""
    config = replace(CONFIG, lr=1e30, schedule="constant")
    with pytest.raises(Diverged, match="lower --lr"):
        learned(pictures(48), config, tmp_path)


def test_the_gpu_preset_learns_32_pictures_by_heart() -> None:
    """Its network, a sixteenth as wide and of half the pictures' size to save time, learns them in six steps."""
    config = PRESETS["gpu"]
    keras.utils.set_random_seed(0)
    widths = [width // 16 for width in config.widths]
    model = build(config.network, (16, 16, 3), widths, len(CLASSES))
    compile_model(model, 0.1)
    model.run_eagerly = True
    x, labels = floats(32)
    few = x.repeat(2, axis=1).repeat(2, axis=2), labels
    *_, (_, accuracy) = (learn(model, [few]) for _ in range(6))
    assert accuracy == 1.0


@pytest.mark.parametrize(("took", "left"), [(30.0, "60 s"), (120.0, "4 min")])
def test_the_time_left_goes_by_the_epochs_of_this_run(took: float, left: str) -> None:
    """Resumed after three epochs of six: the fourth took so long, and two are to come."""
    figures, lines, times = (
        dict.fromkeys(("loss", "val_loss", "val_accuracy"), 0.5),
        [],
        [0.0, took],
    )
    curves = Curves(6, lines.append, clock=lambda: times.pop(0))
    curves.history = 3 * [figures]
    curves.on_train_begin()
    curves.on_epoch_end(3, figures)
    assert f" {left}  " in lines[-1]


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine"])
def test_a_training_of_one_step_has_a_rate(schedule: str) -> None:
    """That step is taken at the peak, and after it the rate is still a number."""
    rates = make_schedule(schedule, 0.5, 1)
    assert float(rates(0)) == 0.5 and isfinite(float(rates(1)))
