"""Step 11: how sure? Intervals that keep a promise."""

import numpy as np
import pytest
from blocks import made_up_blocks
from hypothesis import given
from hypothesis import strategies as st
from models import small_ridge

from house_prices.conformal import Interval, calibrate, conformal_quantile, make_interval
from house_prices.crossval import predict_prices
from house_prices.data import CLIP, Blocks


def test_nine_scores_and_nine_tenths() -> None:
    """Of the scores 1 to 9, nine tenths of ten are the ninth: 9."""
    assert conformal_quantile(np.arange(9.0, 0.0, -1.0), 0.9) == 9.0


def test_it_is_rounded_up() -> None:
    """Of 1 to 10 a share of 0.8 needs rank ceil(11 * 0.8) = 9."""
    assert conformal_quantile(np.arange(1.0, 11.0), 0.8) == 9.0


def test_rounding_errors_do_not_add_a_rank() -> None:
    """100 * 0.55 is 55.00000000000001 in floating point: of 99 scores it is still the 55th."""
    assert conformal_quantile(np.arange(1.0, 100.0), 0.55) == 55.0


def test_too_few_scores_promise_nothing() -> None:
    """Eight scores cannot promise nine tenths: rank 9 of 8 does not exist, so the reach is infinite."""
    assert conformal_quantile(np.arange(8.0), 0.9) == np.inf


@given(st.integers(1, 60), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_enough_of_the_scores_are_held(n: int, coverage: float) -> None:
    """At least a share `coverage` of n + 1 is at or below the score."""
    scores = np.random.default_rng(n).permutation(np.arange(n, dtype=float))
    held = int(np.sum(scores <= conformal_quantile(scores, coverage)))
    assert held >= min(n, coverage * (n + 1) - 1e-6)


def test_the_bounds_belong_to_the_interval() -> None:
    """2.0 and 3.0 lie in the interval from 2 to 3; 1.9 and 3.1 do not."""
    interval = Interval(np.full(4, 2.5), np.full(4, 2.0), np.full(4, 3.0))
    np.testing.assert_array_equal(
        interval.holds(np.array([2.0, 3.0, 1.9, 3.1])), [True, True, False, False]
    )


def test_the_interval_reaches_so_many_expected_misses() -> None:
    """Prices 1 and 2, expected misses 0.1 and 0.2, quantile 3: 0.7 to 1.3, and 1.4 to 2.6."""
    found = make_interval(np.array([1.0, 2.0]), np.array([0.1, 0.2]), 3.0)
    np.testing.assert_allclose(found.low, [0.7, 1.4])
    np.testing.assert_allclose(found.high, [1.3, 2.6])
    np.testing.assert_allclose(found.price, [1.0, 2.0])


def test_no_price_is_below_nothing() -> None:
    """A price of 0.2 that may be off by 0.5 begins at 0."""
    assert make_interval(np.array([0.2]), np.array([0.5]), 1.0).low == 0.0


def test_what_reaches_the_clip_is_open() -> None:
    """From 5.00001 on, all that is known is "at least": the upper bound is infinite."""
    found = make_interval(np.array([4.0, 4.0]), np.array([0.5, 1.5]), 1.0)
    np.testing.assert_array_equal(found.high, [4.5, np.inf])


def test_an_endless_reach_holds_every_price() -> None:
    """With too few scores the quantile is infinite: from 0 to infinity."""
    found = make_interval(np.array([3.0]), np.array([0.5]), np.inf)
    assert (found.low, found.high) == (0.0, np.inf)


def calibrated(n: int, coverage: float):
    """Return a conformal model calibrated on `n` blocks, those blocks, and 500 others."""
    blocks = made_up_blocks(200 + n + 500)
    learned, calibration, rest = blocks[:200], blocks[200 : 200 + n], blocks[200 + n :]
    model = small_ridge().fit(learned.x, learned.y)
    misses = np.abs(predict_prices(model, learned.x) - learned.y)
    spread = small_ridge().fit(learned.x, misses)
    return calibrate(model, spread, calibration, coverage=coverage), calibration, rest


def test_the_promise_holds_exactly_on_the_calibration_blocks() -> None:
    """Of 99 calibration blocks, rank 90 is the reach: 90 of them are held."""
    conformal, calibration, _ = calibrated(99, 0.9)
    assert conformal.predict(calibration.x).holds(calibration.y).sum() == 90
    assert conformal.coverage == 0.9


def test_the_reach_is_counted_in_expected_misses() -> None:
    """Where twice the miss is expected, the interval is twice as wide (before it is cut off)."""
    conformal, calibration, _ = calibrated(99, 0.9)
    found = conformal.predict(calibration.x)
    width = found.high - found.price
    shown = np.isfinite(width)
    misses = np.maximum(conformal.spread.predict(calibration.x), 0.02)
    np.testing.assert_allclose(width[shown], conformal.quantile * misses[shown])


@pytest.mark.parametrize("coverage", [0.8, 0.95])
def test_other_blocks_are_held_as_often_as_promised(coverage: float) -> None:
    """Of 500 blocks that nothing has seen, the promised share is held, give or take four points."""
    conformal, _, rest = calibrated(400, coverage)
    held = conformal.predict(rest.x).holds(rest.y).mean()
    assert held == pytest.approx(coverage, abs=0.04)


def test_clipped_prices_are_held_by_open_intervals() -> None:
    """Whoever costs at least 5.00001 is held where the interval is open, and counts as such."""
    conformal, _, rest = calibrated(400, 0.95)
    found = conformal.predict(rest.x)
    clipped = rest.y >= CLIP
    np.testing.assert_array_equal(found.holds(rest.y)[clipped], np.isinf(found.high)[clipped])


def test_calibration_and_prediction_measure_alike() -> None:
    """Where less than 0.02 is expected, 0.02 counts, and no price is above 5.00001, in calibration too."""
    blocks = made_up_blocks(9)
    at_clip = Blocks(blocks.x, np.full(9, CLIP - 0.06), "made-up blocks")
    says_9 = small_ridge().fit(blocks.x, np.full(9, 9.0))
    says_nothing = small_ridge().fit(blocks.x, np.zeros(9))
    found = calibrate(says_9, says_nothing, at_clip, coverage=0.9)
    assert found.quantile == pytest.approx(0.06 / 0.02)
