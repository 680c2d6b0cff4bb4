"""Step 12: batches, and the loop that learns from them."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import Digits, batches
from mnist_from_scratch.evaluate import evaluate
from mnist_from_scratch.network import Architecture, Network
from mnist_from_scratch.optimizers import Adam, Sgd
from mnist_from_scratch.train import Diverged, train


def digits(n: int) -> Digits:
    """Return n pictures of three pixels; the first pixel tells which picture it is, and so its label."""
    x = np.random.default_rng(n).normal(size=(n, 3)).astype(np.float32)
    x[:, 0] = np.arange(n)
    return Digits(x, np.arange(n) % 10)


def clusters(n: int) -> Digits:
    """Return n points around two places of the plane, labelled 0 and 1."""
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=n)
    return Digits((rng.normal(size=(n, 2)) + 4.0 * labels[:, None]).astype(np.float32), labels)


def network(*sizes: int) -> Network:
    """Return a network of these widths."""
    return Network(Architecture(sizes), np.random.default_rng(0))


def dealt(n: int, size: int, seed: int = 0) -> list[Digits]:
    """Return all batches of n digits."""
    return list(batches(digits(n), size, np.random.default_rng(seed)))


def test_the_last_batch_may_be_smaller() -> None:
    """Ten digits by fours come as 4, 4 and 2."""
    assert [len(batch) for batch in dealt(10, 4)] == [4, 4, 2]


@given(st.integers(1, 40), st.integers(1, 50))
def test_every_digit_comes_once_with_its_label(n: int, size: int) -> None:
    """Whatever the sizes, an epoch holds each picture once, each under its own label."""
    found = dealt(n, size)
    places = np.concatenate([batch.x[:, 0] for batch in found])
    assert sorted(places) == list(range(n))
    np.testing.assert_array_equal(
        np.concatenate([batch.labels for batch in found]), places.astype(int) % 10
    )


def test_each_epoch_deals_anew_and_each_seed_the_same() -> None:
    """The order is random, another one the next time, and the same for the same seed."""
    rng = np.random.default_rng(0)
    first, second = (next(batches(digits(50), 50, rng)).x[:, 0] for _ in range(2))
    assert list(first) != list(range(50)) and list(first) != list(second)
    np.testing.assert_array_equal(first, dealt(50, 50)[0].x[:, 0])


def test_the_digits_stay_as_they_are() -> None:
    """Batches are picked out of the set, and its own order stays."""
    whole = digits(50)
    list(batches(whole, 7, np.random.default_rng(0)))
    np.testing.assert_array_equal(whole.x, digits(50).x)
    np.testing.assert_array_equal(whole.labels, digits(50).labels)


def run(train_set: Digits, optimizer: Sgd | Adam | None = None, **changes: object) -> list[Array]:
    """Train a network of three pixels for two epochs, and return each report's numbers."""
    net = network(3, 10)
    settings = {"epochs": 2, "batch_size": 4, "rng": np.random.default_rng(1), **changes}
    optimizer = optimizer or Sgd(net.parameters, lr=0.0)
    reports = train(net, optimizer, train_set, digits(7), **settings)  # type: ignore[arg-type]
    return [np.array([r.number, r.loss, r.val_loss, r.val_accuracy]) for r in reports]


def test_an_epoch_reports_the_mean_loss_over_its_digits() -> None:
    """At learning rate 0, an epoch's loss is that of all ten digits, each counted alike."""
    expected = evaluate(network(3, 10), digits(10)).loss
    assert [report[1] for report in run(digits(10))] == pytest.approx([expected, expected])


def test_an_epoch_is_judged_on_the_validation_set() -> None:
    """Each report has its number, from 1, and loss and accuracy on the digits held out."""
    judged = evaluate(network(3, 10), digits(7))
    reports = run(digits(10))
    assert [report[0] for report in reports] == [1, 2]
    for report in reports:
        assert list(report[2:]) == pytest.approx([judged.loss, judged.accuracy])


class Recorder(Sgd):
    """Moves nothing, and remembers the learning rates that it was given."""

    def step(self, gradients: object) -> None:
        self.seen = [*getattr(self, "seen", []), self.lr]


def test_the_learning_rate_follows_the_schedule() -> None:
    """Step s of n has the full rate times schedule(s / n): 6 steps in 2 epochs of 3 batches."""
    recorder = Recorder([], lr=0.5)
    run(digits(10), recorder, schedule=lambda progress: 0.8 - progress / 2)
    assert recorder.seen == pytest.approx([0.5 * (0.8 - step / 12) for step in range(6)])


def test_distortion_changes_what_is_learned_from_alone() -> None:
    """With pictures made blank, training sees ln 10 for ten digits; the validation set stays as it is."""
    blank = run(digits(10), distort=lambda x, rng: 0 * x)
    assert [report[1] for report in blank] == pytest.approx([log(10), log(10)], rel=1e-5)
    assert [report[2] for report in blank] == [report[2] for report in run(digits(10))]


def test_every_epoch_has_an_order_of_its_own() -> None:
    """What `distort` gets is dealt anew in the second epoch, and beside it comes the `rng` of `train`."""
    rng, seen = np.random.default_rng(1), []

    def distort(x: Array, given: np.random.Generator) -> Array:
        assert given is rng
        seen.extend(x[:, 0])
        return x

    run(digits(10), rng=rng, distort=distort)
    assert len(seen) == 20 and seen[:10] != seen[10:]


def test_it_works_only_as_far_as_it_is_asked() -> None:
    """Whoever takes one report has paid for one epoch: three batches, three steps."""
    recorder = Recorder([], lr=0.5)
    rng = np.random.default_rng(0)
    reports = train(
        network(3, 10), recorder, digits(10), digits(7), epochs=9, batch_size=4, rng=rng
    )
    next(reports)
    assert len(recorder.seen) == 3


def test_it_learns() -> None:
    """Points around two places are told apart after five epochs, and the loss falls."""
    points, net = clusters(200), network(2, 8, 2)
    adam, rng = Adam(net.parameters, lr=0.02), np.random.default_rng(0)
    first, *_, last = train(net, adam, points, points, epochs=5, batch_size=20, rng=rng)
    assert last.val_accuracy > 0.98
    assert last.loss < first.loss / 3


def test_a_broken_picture_stops_it() -> None:
    """A pixel that is not a number ends training with `Diverged`, which names the picture."""
    broken = digits(10)
    broken.x[3, 1] = np.nan
    with pytest.raises(Diverged, match="picture . of the batch holds NaN"):
        run(broken)
