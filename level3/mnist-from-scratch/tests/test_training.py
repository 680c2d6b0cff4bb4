"""Training as a whole: it can be repeated, it learns, and it says where numbers break."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_from_scratch.baseline import average_digits, nearest
from mnist_from_scratch.config import Config
from mnist_from_scratch.data import Digits, load_digits
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.layers import Dropout
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.optimizers import Adam, Sgd
from mnist_from_scratch.run import fit, make_network
from mnist_from_scratch.train import Diverged, Epoch, learn, train

CONFIG = Config(hidden=(32,), epochs=2, batch_size=32, dropout=0.2)


@pytest.fixture(scope="module")
def digits() -> Digits:
    """The training digits of the sample."""
    return load_digits(sample=True)[0]


def learned(digits: Digits, config: Config) -> tuple[Network, list[Epoch]]:
    """Train on 500 digits and return the network and its reports."""
    rng = np.random.default_rng(config.seed)
    network = make_network(config, rng)
    return network, list(fit(network, digits[:500], digits[500:600], config, rng))


def test_the_same_seed_gives_the_same_bits(digits: Digits) -> None:
    """Trained twice from one seed, on one thread, all parameters and reports are equal to the last bit."""
    (first, one), (second, two) = (learned(digits, CONFIG) for _ in range(2))
    assert one == two
    for a, b in zip(first.parameters, second.parameters, strict=True):
        assert a.tobytes() == b.tobytes()


def test_another_seed_gives_another_network(digits: Digits) -> None:
    """The seed decides the weights that training ends with."""
    (first, _), (second, _) = (learned(digits, replace(CONFIG, seed=seed)) for seed in (0, 1))
    assert not np.array_equal(first.parameters[0], second.parameters[0])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu", "gelu"])
def test_it_learns_32_digits_by_heart(digits: Digits, activation: str) -> None:
    """With enough weights and time, 32 digits are all known, whatever the activation."""
    few, rng = digits[:32], np.random.default_rng(0)
    network = Network(Architecture((784, 48, 10), activation), rng, initializer="xavier")
    adam = Adam(network.parameters, lr=0.003)
    *_, last = train(network, adam, few, few, epochs=40, batch_size=8, rng=rng)
    assert last.val_accuracy == 1.0
    assert last.val_loss < 0.1


def test_it_beats_the_nearest_average(digits: Digits, trained: tuple[Network, Digits]) -> None:
    """After a second of training it is right for 4 % more of the test digits than ten averages are."""
    network, test_set = trained
    baseline = (nearest(test_set.x, average_digits(digits)) == test_set.labels).mean()
    assert evaluate(network, test_set).accuracy > baseline + 0.04


@pytest.mark.parametrize(("value", "named"), [(np.nan, "NaN"), (-np.inf, "an infinity")])
def test_a_broken_picture_is_named(digits: Digits, value: float, named: str) -> None:
    """A picture that holds NaN or an infinity is refused, and the message says which it is."""
    x = digits.x[:8].copy()
    x[5, 100] = value
    network = make_network(CONFIG, np.random.default_rng(0))
    with pytest.raises(Diverged, match=f"picture 5 of the batch holds {named}$"):
        learn(network, Adam(network.parameters), Digits(x, digits.labels[:8]))


@pytest.mark.parametrize("lr", [1e10, 1e30])
def test_an_exploding_learning_rate_is_named_with_its_layer(digits: Digits, lr: float) -> None:
    """Steps far too large end training with the layer whose numbers broke, and without any warning."""
    rng = np.random.default_rng(0)
    network = Network(Architecture((784, 16, 16, 10), "leaky_relu"), rng)
    reports = train(
        network,
        Sgd(network.parameters, lr=lr),
        digits[:200],
        digits[:9],
        epochs=9,
        batch_size=20,
        rng=rng,
    )
    with pytest.raises(Diverged, match="dense [0-9]+ to [0-9]+"):
        list(reports)


def test_a_break_at_the_last_step_is_named_too(digits: Digits) -> None:
    """One step in all, and far too large: no report comes of it, but the layer whose numbers broke."""
    network = make_network(CONFIG, np.random.default_rng(0))
    optimizer = Adam(network.parameters, lr=1e30)
    rng = np.random.default_rng(0)
    reports = train(network, optimizer, digits[:99], digits[:9], epochs=1, batch_size=99, rng=rng)
    with pytest.raises(Diverged, match="the output of dense"):
        list(reports)


def test_training_twice_begins_twice_at_the_full_rate(digits: Digits) -> None:
    """The schedule lowers the learning rate while training; afterwards it is what it was."""
    network = make_network(CONFIG, np.random.default_rng(0))
    optimizer = Adam(network.parameters, lr=0.01)
    rng = np.random.default_rng(0)
    for report in train(
        network, optimizer, digits[:99], digits[:9], epochs=2, batch_size=50, rng=rng
    ):
        assert optimizer.lr < 0.01, report
    assert optimizer.lr == 0.01


def test_evaluation_leaves_the_network_as_it_is(digits: Digits) -> None:
    """Evaluating twice gives the same answers, also with dropout, and changes no weight."""
    network = make_network(CONFIG, np.random.default_rng(0))
    before = [parameter.tobytes() for parameter in network.parameters]
    first, second = (evaluate(network, digits[:300]) for _ in range(2))
    np.testing.assert_array_equal(first.probabilities, second.probabilities)
    assert [parameter.tobytes() for parameter in network.parameters] == before


def test_dropout_silences_its_share_and_keeps_the_mean() -> None:
    """Of 200,000 ones, 30 % become 0 and the rest 1 / 0.7, so that their mean stays 1."""
    dropout = Dropout(0.3, np.random.default_rng(0))
    out = dropout.forward(np.ones((400, 500), np.float32), training=True)
    assert out.dtype == np.float32
    assert (out == 0).mean() == pytest.approx(0.3, abs=0.005)
    assert out.mean() == pytest.approx(1, abs=0.01)
    np.testing.assert_array_equal(np.unique(out), np.float32([0, 1 / np.float32(0.7)]))


def test_dropout_lets_the_gradient_through_where_values_went() -> None:
    """While training, the gradient is silenced and scaled like the values; outside, nothing is."""
    dropout, x = Dropout(0.5, np.random.default_rng(0)), np.ones((20, 30), np.float32)
    out = dropout.forward(x, training=True)
    np.testing.assert_array_equal(dropout.backward(x), out)
    assert dropout.forward(x) is x
    assert dropout.backward(x) is x
