"""The figures under /health/metrics."""

from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment_service.lag import percentile


def test_a_percentile_is_one_of_the_values() -> None:
    """Of three the middle one is the median; of a hundred the 99th is the 99th percentile; of none it is 0."""
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(number) for number in range(1, 101)], 0.99) == 99.0
    assert percentile([], 0.99) == 0.0
    with pytest.raises(ValueError, match="expected a share above 0"):
        percentile([1.0], 0)


@given(st.lists(st.integers(0, 9), min_size=1), st.sampled_from([0.01, 0.25, 0.5, 0.75, 1.0]))
def test_so_many_do_not_exceed_it(values: list[int], share: float) -> None:
    """At least the share of all values is no larger, and at least the rest no smaller."""
    found = percentile(values, share)
    assert sum(value <= found for value in values) >= ceil(share * len(values))
    assert sum(value >= found for value in values) >= floor((1 - share) * len(values))
