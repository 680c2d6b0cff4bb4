import pytest
from made_up import timings

from roadmap_bench.interval import Interval, ratio_interval


def interval(seed: int, n: int, noise: float) -> Interval:
    """Measure a peer that takes 1.3 times as much."""
    ours, peer = (timings(n, 2 * seed + k, noise=noise, ratio=r) for k, r in enumerate((1, 1.3)))
    return ratio_interval(peer, ours, resamples=300)


@pytest.mark.parametrize("n", [7, 11, 31])
@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_the_true_ratio_lies_inside_in_95_of_100_measurements(n: int, noise: float) -> None:
    """Whether there are few rounds or many, on a quiet machine and on a busy one."""
    found = [interval(seed, n, noise) for seed in range(300)]
    inside = sum(one.low <= 1.3 <= one.high for one in found) / len(found)
    assert 0.92 <= inside <= 0.98


def test_more_rounds_make_the_interval_narrower() -> None:
    """Four times the rounds halve it."""
    widths = [
        sum((i := interval(seed, n, 0.1)).high - i.low for seed in range(50)) for n in (10, 40)
    ]
    assert 1.6 <= widths[0] / widths[1] <= 2.8


def test_the_other_way_round_the_ratio_is_the_inverse() -> None:
    """Which of the two one divides by makes no difference to what is said."""
    ours, peer = timings(9, 1, noise=0.1), timings(9, 2, noise=0.1, ratio=2)
    there, back = ratio_interval(peer, ours), ratio_interval(ours, peer)
    assert there.middle == pytest.approx(1 / back.middle)
    assert there.low == pytest.approx(1 / back.high, rel=0.01)


def test_a_slow_round_does_not_count() -> None:
    """What slows ours and the peer alike drops out, since pairs are compared."""
    slow = [1.0, 1.0, 9.0, 1.0, 1.0, 3.0, 1.0]
    assert ratio_interval([2 * s for s in slow], slow) == Interval(2.0, pytest.approx(2.0), 2.0)


def test_the_same_measurements_give_the_same_interval() -> None:
    """Nothing is drawn anew."""
    assert interval(3, 11, 0.1) == interval(3, 11, 0.1)
