"""Step 5: compile, learn batch by batch, and report each epoch."""

from math import exp, log

import keras
import numpy as np
import pytest
import tensorflow as tf

from cifar10_cnn.train import Diverged, compile_model, learn, train

LABELS = np.arange(6) % 3
X = np.eye(3, dtype=np.float32)[LABELS] * np.arange(1, 7, dtype=np.float32)[:, None]


def network(rate: float, weight_decay: float = 0.0) -> keras.Model:
    """Return a layer that maps three numbers to three logits, at first the numbers themselves."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    model.set_weights([np.eye(3), np.zeros(3)])
    compile_model(model, rate, weight_decay)
    model.run_eagerly = True  # for so little work, a graph is not worth its making
    return model


def batches(*sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the six rows in batches of these sizes."""
    ends = np.cumsum(sizes)[:-1]
    return list(zip(np.split(X, ends), np.split(LABELS, ends), strict=True))


def losses() -> np.ndarray:
    """Return the loss of each row under the network as it begins: -ln of the right one's share."""
    return -np.log(np.exp(X.max(axis=1)) / np.exp(X).sum(axis=1))


def test_it_descends_with_momentum_that_looks_ahead() -> None:
    """The optimiser is SGD with Nesterov's momentum of 0.9, at the rate and weight decay handed in."""
    optimizer = network(0.25, 0.125).optimizer
    assert isinstance(optimizer, keras.optimizers.SGD)
    assert (optimizer.momentum, optimizer.nesterov) == (0.9, True)
    assert (float(optimizer.learning_rate), optimizer.weight_decay) == (0.25, 0.125)


def test_the_loss_takes_logits() -> None:
    """Scores of 1, 1 and 6, the first of them right: ln(e + e + e^6) - 1 is 5.013; taken for chances, it is less."""
    loss = network(0.1).loss(np.array([0]), np.array([[1.0, 1.0, 6.0]]))
    assert float(loss) == pytest.approx(log(2 * exp(1) + exp(6)) - 1, rel=1e-5)


def test_the_mean_is_over_pictures_not_over_batches() -> None:
    """Batches of four and two: each picture counts as much, whichever batch it is in."""
    loss, _ = learn(network(0.0), batches(4, 2))
    assert loss == pytest.approx(losses().mean(), rel=1e-5)


def test_the_accuracy_is_that_of_all_pictures() -> None:
    """Four of four right, then one of two: five of all six, and not the three quarters that the batches have."""
    labelled = [(X[:4], LABELS[:4]), (X[4:], LABELS[[4, 4]])]
    assert learn(network(0.0), labelled)[1] == pytest.approx(5 / 6)


def test_each_batch_is_a_step() -> None:
    """Batches of 1, 2 and 3 are three steps of the optimiser, and they change the weights."""
    model = network(0.1)
    learn(model, batches(1, 2, 3))
    assert int(model.optimizer.iterations) == 3
    assert not np.array_equal(model.get_weights()[0], np.eye(3))


def test_a_loss_that_is_no_number_ends_it() -> None:
    """A NaN in a picture raises `Diverged` at once, instead of epochs of NaN."""
    with pytest.raises(Diverged, match="nan"):
        learn(network(0.1), [(X * np.nan, LABELS)])


def test_no_batch_is_learnt_after_such_a_loss() -> None:
    """The loss of each batch goes to `check` by itself: after a NaN in the first of three, there is no second step."""
    model = network(0.1)
    with pytest.raises(Diverged):
        learn(model, [(X * np.nan, LABELS)] * 3)
    assert int(model.optimizer.iterations) == 1


def test_a_report_has_what_the_validation_set_says() -> None:
    """Loss and accuracy by other pictures are those that `evaluate` gives; the rate stands beside them."""
    model = network(0.25)
    held_out = tf.data.Dataset.from_tensor_slices((X[:4], LABELS[1:5])).batch(4)
    (report,) = train(model, lambda epoch: batches(6), held_out, range(1))
    found = model.evaluate(held_out, return_dict=True, verbose=0)
    assert (report.val_loss, report.val_accuracy) == (found["loss"], found["accuracy"])
    assert (report.number, report.rate) == (1, 0.25)
    assert report.loss == pytest.approx(losses().mean(), rel=1e-5)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither learning nor judging prints: what is to be said is the caller's business."""
    held_out = tf.data.Dataset.from_tensor_slices((X, LABELS)).batch(6)
    assert len(list(train(network(0.1), lambda epoch: batches(6), held_out, range(1)))) == 1
    assert capfd.readouterr().out == ""


def test_each_epoch_is_learnt_when_it_is_asked_for() -> None:
    """Epochs 3 and 4 are numbers 4 and 5 for people; after the first report, the second is not begun."""
    begun: list[int] = []

    def batches_of(epoch: int) -> list[tuple[np.ndarray, np.ndarray]]:
        begun.append(epoch)
        return batches(6)

    held_out = tf.data.Dataset.from_tensor_slices((X, LABELS)).batch(6)
    reports = train(network(0.1), batches_of, held_out, range(3, 5))
    assert (next(reports).number, begun) == (4, [3])
    assert (next(reports).number, begun) == (5, [3, 4])
