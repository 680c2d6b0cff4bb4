"""Step 5: scores become probabilities, and the surprise at the right digit, with its gradient."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.loss import cross_entropy, softmax

SCORES = st.lists(st.tuples(*[st.floats(-20, 20)] * 3), min_size=1, max_size=5)
FAR_APART = [[1e4, 0.0], [0.0, 1e4], [-1e4, -1e4]]
STEP = 1e-6


def plain_softmax(scores: list[float]) -> list[float]:
    """Compute the probabilities of one picture, for scores that are not too large."""
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def plain_loss(pictures: list[list[float]], labels: list[int]) -> float:
    """Compute the mean surprise, for scores that are not too far apart."""
    together = zip(pictures, labels, strict=True)
    surprises = [-math.log(plain_softmax(scores)[label]) for scores, label in together]
    return sum(surprises) / len(surprises)


def test_two_scores_become_the_worked_probabilities() -> None:
    """The scores 2 and 1 become the probabilities 0.7311 and 0.2689."""
    np.testing.assert_allclose(softmax(np.array([[2.0, 1.0]])), [[0.7311, 0.2689]], atol=1e-4)


@given(SCORES)
def test_every_picture_has_its_own_probabilities(scores: list[list[float]]) -> None:
    """Each row is worked out by itself, as plain Python does it, and sums to 1."""
    found = softmax(np.array(scores))
    np.testing.assert_allclose(found, [plain_softmax(row) for row in scores], atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), np.ones(len(scores)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_of_10000_are_no_trouble(dtype: type) -> None:
    """Pictures with scores of 10,000, of 0 and of -10,000 stand in one batch, without a warning."""
    probabilities = softmax(np.array(FAR_APART, dtype=dtype))
    np.testing.assert_allclose(probabilities, [[1, 0], [0, 1], [0.5, 0.5]])
    assert probabilities.dtype == dtype


def test_the_worked_loss_and_gradient() -> None:
    """For the scores 2 and 1, digit 1 being right, the loss is 1.3133, the gradient ±0.7311."""
    loss, gradient = cross_entropy(np.array([[2.0, 1.0]]), np.array([1]))
    assert loss == pytest.approx(1.3133, abs=1e-4)
    np.testing.assert_allclose(gradient, [[0.7311, -0.7311]], atol=1e-4)


def test_who_knows_nothing_is_surprised_by_ln_10() -> None:
    """Ten equal scores are a loss of ln 10 = 2.3026, whichever digits are right."""
    loss, _ = cross_entropy(np.zeros((3, 10)), np.array([0, 4, 9]))
    assert loss == pytest.approx(math.log(10))


def test_each_picture_has_its_own_right_digit() -> None:
    """Where all scores are equal, each picture's right digit alone is to rise, all others to fall."""
    _, gradient = cross_entropy(np.zeros((2, 4)), np.array([3, 1]))
    np.testing.assert_allclose(8 * gradient, [[1, 1, 1, -3], [1, -3, 1, 1]])


@given(SCORES, st.data())
def test_the_loss_is_the_mean_surprise(scores: list[list[float]], data: st.DataObject) -> None:
    """Plain Python, which takes the logarithm of each right digit's probability, agrees."""
    labels = [data.draw(st.integers(0, 2)) for _ in scores]
    loss, _ = cross_entropy(np.array(scores), np.array(labels))
    assert loss == pytest.approx(plain_loss(scores, labels), abs=1e-9)


@given(SCORES, st.data())
def test_the_gradient_is_rise_over_run(scores: list[list[float]], data: st.DataObject) -> None:
    """For each score, the gradient is what one measures by moving it a little up and down."""
    labels = [data.draw(st.integers(0, 2)) for _ in scores]
    _, gradient = cross_entropy(np.array(scores), np.array(labels))
    for i, j in np.ndindex(gradient.shape):
        above, below = [list(row) for row in scores], [list(row) for row in scores]
        above[i][j] += STEP
        below[i][j] -= STEP
        slope = (plain_loss(above, labels) - plain_loss(below, labels)) / (2 * STEP)
        assert gradient[i, j] == pytest.approx(slope, abs=1e-7)


def test_a_batch_of_twins_has_the_loss_of_one() -> None:
    """The loss of four equal pictures is that of one; each has a quarter of the gradient."""
    one, four = np.array([[2.0, 1.0, 0.5]]), np.array([[2.0, 1.0, 0.5]] * 4)
    loss, gradient = cross_entropy(one, np.array([2]))
    loss_of_four, gradient_of_four = cross_entropy(four, np.array([2] * 4))
    assert loss_of_four == pytest.approx(loss)
    np.testing.assert_allclose(gradient_of_four, np.repeat(gradient / 4, 4, axis=0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sure_and_wrong_costs_its_whole_lead(dtype: type) -> None:
    """A wrong digit that leads by 10,000 costs 10,000, not infinity, and no warning is given."""
    loss, gradient = cross_entropy(np.array([[1e4, 0.0]], dtype=dtype), np.array([1]))
    assert loss == pytest.approx(1e4)
    np.testing.assert_allclose(gradient, [[1, -1]])


def test_float32_stays_float32() -> None:
    """The gradient of float32 scores is float32; the loss is an ordinary float."""
    loss, gradient = cross_entropy(np.ones((2, 3), np.float32), np.array([0, 2]))
    assert type(loss) is float
    assert gradient.dtype == np.float32


def test_scores_and_labels_stay_as_they_are() -> None:
    """Neither function changes what it is given."""
    logits, labels = np.array([[2.0, 1.0], [3.0, 5.0]]), np.array([1, 0])
    softmax(logits)
    cross_entropy(logits, labels)
    np.testing.assert_array_equal(logits, [[2, 1], [3, 5]])
    np.testing.assert_array_equal(labels, [1, 0])
