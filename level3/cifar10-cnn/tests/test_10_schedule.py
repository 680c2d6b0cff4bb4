"""Step 10: a learning rate that rises and falls by the number of steps."""

from math import pi, sin

import keras
import numpy as np
import pytest

from cifar10_cnn.schedule import WarmUpCosine, make_schedule

RATES = WarmUpCosine(peak=0.8, warm_up=4, steps=12)


def rate(step: int, schedule: WarmUpCosine = RATES) -> float:
    """Return the rate of one step."""
    return float(schedule(step))


def test_it_rises_evenly_to_the_peak() -> None:
    """Four steps lead up, a quarter of the peak each: no step is taken at a rate of 0."""
    assert [rate(step) for step in range(4)] == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_half_way_down_half_of_it_is_left() -> None:
    """From step 4 to step 12 it falls: at 4 there is all, at 8 half, at 12 nothing."""
    assert [rate(step) for step in (4, 8, 12)] == pytest.approx([0.8, 0.4, 0.0], abs=1e-6)


def test_it_falls_along_a_cosine() -> None:
    """A quarter of the way down the cosine has lost less than a quarter: it leaves (1 + cos 45°) / 2."""
    assert rate(6) == pytest.approx(0.8 * (1 + sin(pi / 4)) / 2)


def test_it_stays_at_nothing() -> None:
    """Steps after the last one do not begin another wave."""
    assert rate(13) == rate(20) == pytest.approx(0.0, abs=1e-7)


def test_it_never_leaves_the_way_from_nothing_to_the_peak() -> None:
    """Neither below 0 nor above the peak, with a rise of one step, too."""
    short = WarmUpCosine(peak=0.5, warm_up=1, steps=30)
    rates = [rate(step, short) for step in range(40)]
    assert max(rates) == pytest.approx(0.5) and min(rates) > -1e-7
    assert rates == sorted(rates, reverse=True)


def test_the_optimizer_asks_it_by_its_own_count() -> None:
    """After one step the optimiser's rate is that of step 1: nobody has to set it."""
    optimizer = keras.optimizers.SGD(WarmUpCosine(peak=0.8, warm_up=4, steps=12))
    weight = keras.Variable(np.zeros(2, np.float32))
    optimizer.build([weight])
    optimizer.apply([keras.ops.ones(2)])
    assert float(optimizer.learning_rate) == pytest.approx(0.4)
    np.testing.assert_allclose(weight, [-0.2, -0.2], rtol=1e-5)


@pytest.mark.parametrize(("name", "highest"), [("one-cycle", 6), ("cosine", 1)])
def test_one_cycle_rises_longer_than_the_cosine(name: str, highest: int) -> None:
    """Of 20 steps, one-cycle takes six to the top, three tenths; the plain cosine takes one."""
    schedule = make_schedule(name, 1.0, 20)
    assert isinstance(schedule, WarmUpCosine)
    assert rate(highest - 1, schedule) == pytest.approx(1.0)
    assert rate(highest + 1, schedule) < 1.0
