"""Step 12: are probabilities kept, what mends them, and when to say nothing."""

import numpy as np
import pytest

from cifar10_cnn.abstain import NEVER, choose_threshold
from cifar10_cnn.calibrate import fit_temperature, reliability, softmax


def two(*confidences: float) -> np.ndarray:
    """Return probabilities of two answers, the first of them as sure as said."""
    sure = np.array(confidences)
    return np.stack([sure, 1 - sure], axis=1)


def promised(n: int, temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Return scores, and labels drawn as often as softmax(scores / temperature) says."""
    rng = np.random.default_rng(0)
    scores = 3 * rng.normal(size=(n, 3))
    chances = softmax(scores, temperature).cumsum(axis=1)
    return scores, (rng.random((n, 1)) > chances).sum(axis=1)


def test_answers_go_into_bins_by_how_sure_they_are() -> None:
    """Of answers .92, .98, .75 and .6 sure, five bins hold 0, 0, 0, 2 and 2; .6 begins the fourth."""
    assert reliability(two(0.92, 0.98, 0.75, 0.6), np.zeros(4, int), 5).count.tolist() == [
        *(0, 0, 0),
        *(2, 2),
    ]


def test_a_bin_tells_confidence_and_accuracy() -> None:
    """Answers .92 and .98 sure, of which the second is wrong: .95 sure in the mean, and half of them right."""
    found = reliability(two(0.92, 0.98), np.array([0, 1]), 5)
    assert found.confidence[4] == pytest.approx(0.95)
    assert found.accuracy[4] == pytest.approx(0.5)


def test_full_certainty_is_in_the_last_bin() -> None:
    """An answer that is 1 sure belongs to the last bin, and not to one behind it."""
    found = reliability(two(1.0), np.array([0]), 10)
    assert len(found.count) == 10 and found.count[-1] == 1


def test_empty_bins_hold_zeros() -> None:
    """Where no answer is, confidence and accuracy are 0, and nobody divides by 0."""
    found = reliability(two(0.99), np.array([0]), 4)
    assert found.confidence[:3].tolist() == found.accuracy[:3].tolist() == [0, 0, 0]


def test_the_second_answer_counts_as_well() -> None:
    """Where the second answer is the likelier one, it is the answer: .2 and .8 are .8 sure of the second."""
    found = reliability(two(0.2), np.array([1]), 10)
    assert (found.count[8], found.accuracy[8]) == (1, 1)


def test_an_answer_may_be_right_and_unsure() -> None:
    """Of three answers .4, .35 and .25 sure, the first is given; it is right, though less than half sure."""
    found = reliability(np.array([[0.4, 0.35, 0.25]]), np.array([0]), 5)
    assert (found.count[2], found.accuracy[2]) == (1, 1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_used_is_found(temperature: float) -> None:
    """Labels drawn at a temperature of .5, 1 or 3 lead back to it, within a tenth."""
    scores, labels = promised(8000, temperature)
    assert fit_temperature(scores, labels) == pytest.approx(temperature, rel=0.1)


def test_no_other_temperature_is_less_surprised() -> None:
    """A little warmer or colder, the mean loss of these labels is higher."""
    scores, labels = promised(500, 2.0)

    def loss(t: float) -> float:
        return float(-np.log(softmax(scores, t)[np.arange(500), labels]).mean())

    found = fit_temperature(scores, labels)
    assert loss(found) < min(loss(found * 1.02), loss(found / 1.02))


def test_perfect_scores_get_the_coldest() -> None:
    """Where every answer is right, no certainty is too much: the lowest temperature, 0.05."""
    assert fit_temperature(np.eye(3), np.arange(3)) == pytest.approx(0.05, rel=1e-3)


def test_the_threshold_keeps_the_wished_error() -> None:
    """Wrong at .6 and .7, right at .8 and .9: with no errors allowed, it speaks from .8 on."""
    chances, labels = two(0.6, 0.9, 0.7, 0.8), np.array([1, 0, 1, 0])
    assert choose_threshold(chances, labels, 0.0) == pytest.approx(0.8)


def test_more_errors_allow_more_answers() -> None:
    """A third wrong allows the answers from .7 on, one of three wrong; a half allows all from .6 on."""
    chances, labels = two(0.6, 0.9, 0.7, 0.8), np.array([1, 0, 1, 0])
    assert choose_threshold(chances, labels, 0.34) == pytest.approx(0.7)
    assert choose_threshold(chances, labels, 0.5) == pytest.approx(0.6)


def test_an_early_mistake_may_be_made_up_for() -> None:
    """Wrong at .8 alone: from .8 on a half is wrong, from .7 a third, from .6 a quarter, which 30 % allow."""
    chances, labels = two(0.9, 0.8, 0.7, 0.6), np.array([0, 1, 0, 0])
    assert choose_threshold(chances, labels, 0.3) == pytest.approx(0.6)


def test_silence_does_not_count_as_right() -> None:
    """One wrong of three answers is a third, however many pictures get none: 30 % are not kept by it."""
    chances, labels = two(0.6, 0.9, 0.7, 0.8), np.array([1, 0, 1, 0])
    assert choose_threshold(chances, labels, 0.3) == pytest.approx(0.8)


def test_equally_sure_answers_are_given_together() -> None:
    """Two answers .9 sure, one right and one wrong: no threshold can have the one without the other."""
    assert choose_threshold(two(0.9, 0.9, 0.95), np.array([0, 1, 0]), 0.0) == pytest.approx(0.95)


def test_where_even_the_surest_is_wrong_it_never_speaks() -> None:
    """Wrong at its surest, and no errors allowed: `NEVER`, which no probability reaches."""
    assert choose_threshold(two(0.6, 0.9), np.array([0, 1]), 0.0) == NEVER
