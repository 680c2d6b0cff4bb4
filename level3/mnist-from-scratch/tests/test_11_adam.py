"""Step 11: Adam takes steps of about the learning rate, however steep."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.optimizers import Adam

GRADIENTS = st.lists(st.floats(-1e4, 1e4).filter(lambda g: g == 0 or abs(g) > 1e-3), max_size=6)


def walk(gradients: list[float], lr: float = 0.1) -> list[float]:
    """Return where one parameter stands after each gradient, from 0."""
    place, seen = np.array([0.0]), []
    adam = Adam([place], lr=lr)
    for gradient in gradients:
        adam.step([np.array([gradient])])
        seen.append(float(place[0]))
    return seen


def by_the_paper(gradients: list[float], lr: float, beta1: float, beta2: float) -> float:
    """Kingma & Ba's algorithm 1 for one parameter, in plain numbers."""
    place = m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        place -= lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + 1e-8)
    return place


@pytest.mark.parametrize("gradient", [4.0, -4.0, 0.01, 1e4])
def test_the_first_step_is_as_long_as_the_learning_rate(gradient: float) -> None:
    """The first step is lr against the gradient's sign, however large the gradient is."""
    assert walk([gradient]) == pytest.approx([-0.1 * np.sign(gradient)], rel=1e-4)


def test_the_second_step_is_the_one_worked_by_hand() -> None:
    """The gradients 4 and then -2 make steps of 0.1 and 0.0266 downwards."""
    assert walk([4.0, -2.0]) == pytest.approx([-0.1, -0.1266337], rel=1e-6)


def test_gradients_a_hundred_times_smaller_make_the_same_steps() -> None:
    """0.04 and -0.02 lead to where 4 and -2 lead: how steep it is in general cancels out."""
    assert walk([0.04, -0.02]) == pytest.approx(walk([4.0, -2.0]), rel=1e-5)


def test_a_gradient_that_stays_the_same_makes_equal_steps() -> None:
    """Thirty gradients of 3 make thirty steps of lr: both means are mended by the share they know."""
    assert walk(30 * [3.0]) == pytest.approx([-0.1 * n for n in range(1, 31)], rel=1e-6)


def test_a_tiny_gradient_moves_its_parameter_as_well() -> None:
    """A gradient of 0.000001 makes a step of nearly lr: epsilon stands outside the root."""
    assert walk([1e-6]) == pytest.approx([-0.1], rel=0.02)


def test_epsilon_is_added_to_the_root() -> None:
    """A gradient as large as epsilon makes half a step: lr * 0.1 / (0.1 + 0.1)."""
    place = np.array([0.0])
    Adam([place], lr=0.1, epsilon=0.1).step([np.array([0.1])])
    assert place[0] == pytest.approx(-0.05)


def test_without_a_gradient_nothing_moves() -> None:
    """A gradient of 0 makes no step and no warning: epsilon keeps 0 / 0 away."""
    assert walk([0.0, 0.0]) == [0.0, 0.0]


@given(GRADIENTS.filter(bool), st.sampled_from([0.0, 0.5, 0.9]), st.sampled_from([0.9, 0.999]))
def test_it_is_the_algorithm_of_the_paper(
    gradients: list[float], beta1: float, beta2: float
) -> None:
    """Any gradients and betas lead where the paper's algorithm leads, done with plain numbers."""
    place = np.zeros((2, 1))
    adam = Adam([place], lr=0.01, beta1=beta1, beta2=beta2)
    for gradient in gradients:
        adam.step([np.array([[gradient], [-gradient]])])
    expected = by_the_paper(gradients, 0.01, beta1, beta2)
    np.testing.assert_allclose(place, [[expected], [-expected]], rtol=1e-6, atol=1e-12)


def test_parameters_change_in_place_and_gradients_do_not() -> None:
    """The network's own arrays change, float32 stays float32, and the gradients are only read."""
    weight, bias = np.ones((2, 3), np.float32), np.ones(3, np.float32)
    gradients = [np.full((2, 3), 5, np.float32), np.full(3, -5, np.float32)]
    Adam([weight, bias], lr=0.25).step(gradients)
    np.testing.assert_allclose(weight, 0.75)
    np.testing.assert_allclose(bias, 1.25)
    assert {array.dtype for array in (weight, bias, *gradients)} == {np.dtype(np.float32)}
    assert (gradients[0] == 5).all() and (gradients[1] == -5).all()


def test_every_number_remembers_for_itself() -> None:
    """A steep and a flat parameter in one array go equally far."""
    place = np.zeros(2)
    adam = Adam([place], lr=0.1)
    for _ in range(5):
        adam.step([np.array([100.0, 0.01])])
    np.testing.assert_allclose(place, -0.5, rtol=1e-4)


def test_a_new_learning_rate_counts_from_the_next_step() -> None:
    """Whoever sets `lr` between two steps changes the length of the second."""
    place = np.array([0.0])
    adam = Adam([place], lr=0.1)
    adam.step([np.array([1.0])])
    adam.lr = 0.01
    adam.step([np.array([1.0])])
    assert place[0] == pytest.approx(-0.11)
