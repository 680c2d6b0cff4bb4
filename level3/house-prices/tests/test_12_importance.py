"""Step 12: what a model leans on shows when its columns are shuffled."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from blocks import made_up_blocks
from hypothesis import given
from hypothesis import strategies as st
from sklearn.inspection import permutation_importance

from house_prices.importance import Importance, importances, shuffle_together
from house_prices.pipelines import make_pipeline

BLOCKS = made_up_blocks(300)
LEARNED, JUDGING = BLOCKS[:200], BLOCKS[200:]
MODEL = make_pipeline("linear").fit(LEARNED.x, LEARNED.y)
TWO = {"income": ("median_income",), "age": ("housing_median_age",)}


def measured(groups: Mapping[str, Sequence[str]], **settings: int) -> dict[str, Importance]:
    return {each.name: each for each in importances(MODEL, JUDGING, groups, **settings)}


def pairs() -> pd.DataFrame:
    """Twenty rows whose columns a and b belong together: b is ten times a."""
    a = np.arange(20.0)
    return pd.DataFrame({"a": a, "b": 10 * a, "c": -a}, index=range(100, 120))


@given(st.integers(0, 100))
def test_the_same_values_come_back_in_another_order(seed: int) -> None:
    """Shuffling deals the values of a column out anew: none is lost, and none is new."""
    dealt = shuffle_together(pairs(), ["a"], np.random.default_rng(seed))
    assert sorted(dealt["a"]) == sorted(pairs()["a"])
    assert list(dealt["a"]) != list(pairs()["a"])


def test_columns_of_a_group_stay_together() -> None:
    """Longitude and latitude of one block move as one: b stays ten times a."""
    dealt = shuffle_together(pairs(), ["a", "b"], np.random.default_rng(0))
    assert (dealt["b"] == 10 * dealt["a"]).all()


def test_the_other_columns_stay() -> None:
    """Only the named columns move; c, the columns' order and the rows' names stay."""
    dealt = shuffle_together(pairs(), ["a", "b"], np.random.default_rng(0))
    assert list(dealt["c"]) == list(pairs()["c"])
    assert list(dealt.columns) == ["a", "b", "c"] and list(dealt.index) == list(range(100, 120))


def test_the_table_itself_stays() -> None:
    """A copy is shuffled: whoever shuffles the next group begins with whole rows."""
    table = pairs()
    shuffle_together(table, ["a"], np.random.default_rng(0))
    pd.testing.assert_frame_equal(table, pairs())


def test_a_column_that_the_price_follows_matters_most() -> None:
    """Prices of the made-up blocks follow income and not age: the error grows for income alone."""
    found = measured(TWO)
    assert found["income"].mean > 0.5 > 20 * abs(found["age"].mean)


def test_each_group_is_measured_as_often_as_asked() -> None:
    """With repeats=4 each group is shuffled four times, and each time differently."""
    growth = measured(TWO, repeats=4)["income"].growth
    assert len(growth) == 4 and len(set(growth)) == 4


def test_the_most_important_comes_first() -> None:
    """The answer is sorted by mean growth, downwards, whatever the order of the groups."""
    backwards = dict(reversed(TWO.items()))
    assert [each.name for each in importances(MODEL, JUDGING, backwards)] == ["income", "age"]


def test_growth_is_against_the_error_before() -> None:
    """A group that the model ignores grows by exactly nothing: what counts is the difference."""
    mean = make_pipeline("mean").fit(LEARNED.x, LEARNED.y)
    found = importances(mean, JUDGING, TWO)
    assert [list(each.growth) for each in found] == [[0.0] * 5] * 2


def test_one_group_does_not_stay_shuffled_for_the_next() -> None:
    """Each group is shuffled alone: measured after income, age is what it is by itself."""
    alone = measured({"age": TWO["age"]}, repeats=8)["age"]
    after = measured(TWO, repeats=8)["age"]
    assert after.mean == pytest.approx(alone.mean, abs=0.02)


def test_the_same_seed_gives_the_same_growth() -> None:
    """Whoever repeats the measurement with its seed gets it again, to the bit."""
    one, two = (measured(TWO, seed=3)["income"].growth for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_scikit_learn_finds_the_same() -> None:
    """For single columns `sklearn.inspection` measures the same growth of the RMSE, but for luck."""
    peer = permutation_importance(
        MODEL,
        JUDGING.x,
        np.asarray(JUDGING.y),
        scoring="neg_root_mean_squared_error",
        n_repeats=4,
        random_state=0,
    )
    ours = measured({"income": ("median_income",)}, repeats=8)["income"]
    theirs = peer.importances_mean[list(JUDGING.x.columns).index("median_income")]
    assert ours.mean == pytest.approx(theirs, rel=0.2)


def test_the_demo_ranks_the_columns(command) -> None:
    """In `demo importance` the longest bar comes first, and each line has its error."""
    said = command("demo", "importance").splitlines()
    growths = [float(line.split("±")[0].split()[-1]) for line in said[1:]]
    assert len(growths) == 5 and growths == sorted(growths, reverse=True)
