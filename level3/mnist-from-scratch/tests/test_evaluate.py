"""Evaluation against other people's counting."""

import os
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.data import Digits
from mnist_from_scratch.evaluate import CHUNK, Evaluation, evaluate
from mnist_from_scratch.network import Architecture, Network

slow = pytest.mark.skipif(not os.environ.get("ROADMAP_SLOW"), reason="slow: ROADMAP_SLOW=1 runs it")
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40)


def evaluation(pairs: list[tuple[int, int]]) -> Evaluation:
    """Return an evaluation in which each digit i was taken for j."""
    labels, taken = np.array(pairs).T
    return Evaluation(labels, np.eye(10)[taken], loss=0.0)


def judged(n: int) -> tuple[Network, Digits]:
    """Return an untrained network and n random digits of four pixels."""
    rng = np.random.default_rng(0)
    digits = Digits(rng.normal(size=(n, 4)).astype(np.float32), rng.integers(10, size=n))
    return Network(Architecture((4, 10)), rng), digits


@given(PAIRS)
def test_what_is_taken_for_what_is_counted(pairs: list[tuple[int, int]]) -> None:
    """Row i and column j hold how often digit i was taken for j; accuracy and errors follow from it."""
    found = evaluation(pairs)
    counted = [[pairs.count((i, j)) for j in range(10)] for i in range(10)]
    assert found.confusion.tolist() == counted
    assert found.accuracy == pytest.approx(sum(i == j for i, j in pairs) / len(pairs))
    for digit, row in enumerate(counted):
        rate = 1 - row[digit] / sum(row) if sum(row) else np.nan
        assert found.error_rates[digit] == pytest.approx(rate, nan_ok=True)


def test_the_loss_is_the_mean_surprise() -> None:
    """The loss is the mean of -ln of the probability of each right digit."""
    network, digits = judged(300)
    found = evaluate(network, digits)
    surprise = [
        -log(row[label]) for row, label in zip(found.probabilities, digits.labels, strict=True)
    ]
    assert found.loss == pytest.approx(sum(surprise) / 300, rel=1e-5)


@slow
def test_scikit_learn_agrees() -> None:
    """Confusion, accuracy and loss are those of scikit-learn, whose import alone takes seconds."""
    metrics = pytest.importorskip("sklearn.metrics")
    network, digits = judged(300)
    found = evaluate(network, digits)
    np.testing.assert_array_equal(
        found.confusion, metrics.confusion_matrix(digits.labels, found.predicted)
    )
    assert found.accuracy == pytest.approx(metrics.accuracy_score(digits.labels, found.predicted))
    probabilities = found.probabilities.astype(np.float64)
    expected = metrics.log_loss(
        digits.labels, probabilities / probabilities.sum(axis=1, keepdims=True)
    )
    assert found.loss == pytest.approx(expected, rel=1e-5)


def test_chunks_make_no_difference() -> None:
    """More digits than fit into a chunk are judged like each of them alone, in their order."""
    network, digits = judged(2 * CHUNK + 17)
    together = evaluate(network, digits)
    for place in (0, CHUNK - 1, CHUNK, 2 * CHUNK + 16):
        alone = evaluate(network, digits[place : place + 1])
        np.testing.assert_allclose(
            together.probabilities[place], alone.probabilities[0], rtol=1e-5, atol=1e-7
        )


def test_the_surest_mistakes_come_first() -> None:
    """Wrong answers alone are listed, by how sure the network was of them."""
    probabilities = np.full((4, 10), 0.01)
    probabilities[[0, 1, 2, 3], [5, 5, 5, 5]] = [0.6, 0.9, 0.7, 0.8]
    found = Evaluation(np.array([1, 2, 5, 4]), probabilities, loss=0.0)
    assert found.mistakes().tolist() == [1, 3, 0]


def test_without_digits_there_is_nothing_to_judge() -> None:
    """No digits are an error that says so, and not a division by zero."""
    network, digits = judged(5)
    with pytest.raises(ValueError, match="no digits to evaluate on"):
        evaluate(network, digits[:0])
