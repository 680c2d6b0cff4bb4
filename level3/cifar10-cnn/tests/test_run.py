"""A run: what it hands to the loop, what it makes of the best epoch, and whose folder it trains into."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from cifar10_cnn import run
from cifar10_cnn.abstain import choose_threshold
from cifar10_cnn.calibrate import fit_temperature, softmax
from cifar10_cnn.checkpoint import About, Trained, load, make, save
from cifar10_cnn.config import Config
from cifar10_cnn.pipeline import train_batches
from cifar10_cnn.predict import logits
from cifar10_cnn.resume import Resumable
from cifar10_cnn.run import BEST, LAST, MODEL, alone, finish, fit
from cifar10_cnn.toy import CLASSES, SHAPE, pictures
from cifar10_cnn.train import Diverged

CONFIG = Config(
    network="sequential", widths=(2,), epochs=6, batch_size=4, seed=5, hole=3, patience=2
)
ABOUT = About(CONFIG, CLASSES, SHAPE, 12, "toys", epoch=4)


def handed_over(monkeypatch: pytest.MonkeyPatch, config: Config = CONFIG) -> tuple[Any, ...]:
    """Return what `fit` gives the loop, and then the callbacks, without any learning."""
    monkeypatch.setattr(run, "train", lambda *given: given)
    monkeypatch.setattr(run, "with_callbacks", lambda model, given, callbacks: (*given, callbacks))
    trained = Trained(None, replace(ABOUT, config=config))  # type: ignore[arg-type]
    listeners = [keras.callbacks.Callback()]
    return fit(trained, pictures(12), pictures(9, seed=1), Path(), listeners)  # type: ignore[return-value]


def test_it_is_judged_on_the_pictures_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on those that it learns from, which it may know by heart."""
    _, _, held_out, _, _ = handed_over(monkeypatch)
    ((x, labels),) = held_out
    np.testing.assert_array_equal(labels, pictures(9, seed=1).labels)
    assert x.shape == (9, *SHAPE)


@pytest.mark.parametrize("changes", [{}, {"augment": False}, {"seed": 6}, {"hole": 0}])
def test_each_epoch_is_learnt_as_configured(
    changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fifth epoch is that of the configuration's seed, batch size, augmentation and hole; the sixth another."""
    config = replace(CONFIG, **changes)
    _, batches_of, _, epochs, _ = handed_over(monkeypatch, config)
    how = {"seed": config.seed, "augment": config.augment, "hole": config.hole}
    for epoch in (4, 5):
        expected = train_batches(pictures(12), config.batch_size, epoch=epoch, **how)
        for found, wished in zip(batches_of(epoch), expected, strict=True):
            for one, other in zip(found, wished, strict=True):
                np.testing.assert_array_equal(one, other)
    assert epochs == range(4, 6)


@pytest.mark.parametrize(("patience", "others"), [(2, 3), (0, 2)])
def test_what_saves_comes_last(patience: int, others: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an epoch is saved, all others have heard of it; patience of 0 needs no EarlyStopping."""
    callbacks = handed_over(monkeypatch, replace(CONFIG, patience=patience))[-1]
    assert isinstance(callbacks[-1], Resumable) and len(callbacks) == others + 1
    stops = [each for each in callbacks if isinstance(each, keras.callbacks.EarlyStopping)]
    assert [each.patience for each in stops] == [patience] * (patience > 0)


def test_the_best_epoch_becomes_the_model(tmp_path: Path) -> None:
    """Its weights, and the temperature and the threshold that go with its scores on the pictures held out."""
    best, held_out = make(ABOUT), pictures(60, seed=1)
    for name in (LAST, BEST):
        save(best, ABOUT, tmp_path / name)
    other = make(replace(ABOUT, config=replace(CONFIG, seed=9)))
    finished = finish(other, held_out, tmp_path, 0.6)
    scores = logits(best, held_out.x)
    temperature = fit_temperature(scores, held_out.labels)
    assert finished.about.temperature == temperature != 1
    threshold = choose_threshold(softmax(scores, temperature), held_out.labels, 0.6)
    assert finished.about.threshold == threshold > 0
    for one, same in zip(load(tmp_path / MODEL).model.weights, best.weights, strict=True):
        np.testing.assert_array_equal(one, same)


@pytest.mark.parametrize(("anew", "left"), [(True, {MODEL}), (False, {LAST, BEST, MODEL})])
def test_a_run_begun_anew_forgets_the_old_ones_epochs(
    tmp_path: Path, anew: bool, left: set[str]
) -> None:
    """Its epochs are taken away, not the model that came of it; a run that is resumed keeps all."""
    for name in (LAST, BEST, MODEL):
        (tmp_path / name).touch()
    with alone(tmp_path, anew=anew):
        assert {file.name for file in tmp_path.iterdir()} == left


def test_two_processes_do_not_train_into_one_folder(tmp_path: Path) -> None:
    """The second is told so, and takes nothing away; when the first is done, another may."""
    with alone(tmp_path, anew=True):
        (tmp_path / BEST).touch()
        with (
            pytest.raises(ValueError, match="another process trains into"),
            alone(tmp_path, anew=True),
        ):
            pass
        assert (tmp_path / BEST).exists()
    with alone(tmp_path, anew=True):
        assert not (tmp_path / BEST).exists()


def test_where_no_epoch_was_kept_it_says_why(tmp_path: Path) -> None:
    """A validation loss that was never finite leaves no best epoch."""
    with pytest.raises(Diverged, match="no epoch had a finite validation loss"):
        finish(None, pictures(8), tmp_path, 0.05)
