"""Step 10: gradient descent with momentum, in place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch import valley
from mnist_from_scratch.optimizers import Sgd
from mnist_from_scratch.worked import LABEL, X, tiny_network

GRADIENTS = st.lists(st.floats(-5, 5), min_size=1, max_size=6)


def test_the_first_step_goes_against_the_gradient() -> None:
    """From 1, a gradient of 2 and a learning rate of 0.1 lead to 0.8."""
    place = np.array([1.0])
    Sgd([place], lr=0.1, momentum=0.9).step([np.array([2.0])])
    np.testing.assert_allclose(place, [0.8])


def test_the_second_step_keeps_a_share_of_the_first() -> None:
    """The velocity is -0.2 first, then 0.9 * -0.2 - 0.2 = -0.38, so the place is 0.42."""
    place = np.array([1.0])
    sgd = Sgd([place], lr=0.1, momentum=0.9)
    sgd.step([np.array([2.0])])
    sgd.step([np.array([2.0])])
    np.testing.assert_allclose(place, [0.42])


def test_without_a_gradient_it_rolls_on() -> None:
    """On flat ground the velocity fades by its share at every step."""
    place = np.array([0.0])
    sgd = Sgd([place], lr=1.0, momentum=0.5)
    places = []
    for gradient in (-8.0, 0.0, 0.0, 0.0):
        sgd.step([np.array([gradient])])
        places.append(place.item())
    assert places == [8, 12, 14, 15]


@given(GRADIENTS, st.floats(0, 0.99), st.floats(0.001, 1))
def test_every_gradient_counts_with_the_powers_of_the_momentum(
    gradients: list[float], momentum: float, lr: float
) -> None:
    """After n steps, gradient t has moved the place by lr * (1 + m + m^2 + …), n - t terms."""
    place = np.array([0.0])
    sgd = Sgd([place], lr=lr, momentum=momentum)
    for gradient in gradients:
        sgd.step([np.array([gradient])])
    n = len(gradients)
    expected = -lr * sum(
        gradient * sum(momentum**k for k in range(n - t)) for t, gradient in enumerate(gradients)
    )
    assert place.item() == pytest.approx(expected, abs=1e-9)


def test_momentum_zero_forgets_at_once() -> None:
    """Without momentum every step is the learning rate times the gradient of that step alone."""
    place = np.array([1.0, 1.0])
    sgd = Sgd([place], lr=0.5, momentum=0.0)
    sgd.step([np.array([2.0, -2.0])])
    sgd.step([np.array([0.0, 2.0])])
    np.testing.assert_allclose(place, [0, 1])


def test_the_learning_rate_may_change_between_steps() -> None:
    """`lr` is read at each step, and counts for the new gradient only: at 0, the velocity still rolls on."""
    place, places = np.array([0.0]), []
    sgd = Sgd([place], lr=1.0, momentum=0.5)
    for lr in (1.0, 0.0, 0.0):
        sgd.lr = lr
        sgd.step([np.array([-1.0])])
        places.append(place.item())
    assert places == [1, 1.5, 1.75]


def test_each_parameter_follows_its_own_gradient() -> None:
    """Arrays of different shapes move independently, each with a velocity of its own."""
    weight, bias = np.zeros((2, 3)), np.zeros(3)
    sgd = Sgd([weight, bias], lr=1.0, momentum=0.5)
    for _ in range(2):
        sgd.step([np.ones((2, 3)), np.array([0.0, 2.0, -4.0])])
    np.testing.assert_allclose(weight, np.full((2, 3), -2.5))
    np.testing.assert_allclose(bias, [0, -5, 10])


def test_the_network_s_own_arrays_change_and_the_gradients_do_not() -> None:
    """One step of 0.1 takes .0731 from W2's second row on the left, and adds it on the right."""
    network = tiny_network()
    network.loss_and_gradients(X, LABEL)
    before = [gradient.copy() for gradient in network.gradients]
    Sgd(network.parameters, lr=0.1).step(network.gradients)
    np.testing.assert_allclose(network.dense[1].weight, [[1, -1], [1.926894, 1.073106]], rtol=1e-6)
    for gradient, value in zip(network.gradients, before, strict=True):
        np.testing.assert_array_equal(gradient, value)


def test_float32_stays_float32() -> None:
    """The step is computed in the precision of the parameters."""
    place = np.array([1.0], np.float32)
    Sgd([place], lr=0.1).step([np.array([2.0], np.float32)])
    assert place.dtype == np.float32
    np.testing.assert_allclose(place, [0.8], rtol=1e-6)


def test_momentum_is_faster_along_a_valley() -> None:
    """After 40 steps with momentum 0.7 the loss is below a thousandth of that without."""
    losses = []
    for momentum in (0.0, 0.7):
        place = valley.start()
        sgd = Sgd([place], lr=0.03, momentum=momentum)
        losses.append(valley.race(place, sgd, steps=40)[-1])
    plain, with_momentum = losses
    assert with_momentum < plain / 1000
