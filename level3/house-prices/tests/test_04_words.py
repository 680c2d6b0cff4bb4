"""Step 4: words become columns of 0 and 1, and numbers come into one scale."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from house_prices.pipelines import encode

TRAIN = pd.DataFrame(
    {
        "median_income": [2.0, 4.0, 6.0, 8.0],
        "ocean_proximity": ["INLAND", "NEAR BAY", "INLAND", "ISLAND"],
        "total_rooms": [1000.0, 3000.0, 2000.0, 6000.0],
    }
)
NEW = pd.DataFrame(
    {
        "median_income": [5.0, 50.0],
        "ocean_proximity": ["ISLAND", "ON THE MOON"],
        "total_rooms": [3000.0, 100.0],
    }
)
NUMBERS = ["median_income", "total_rooms"]


def fitted(*, scale: bool) -> pd.DataFrame:
    """Return the new rows, encoded by what the training rows have taught."""
    return encode(scale=scale).fit(TRAIN).transform(NEW)


def test_every_word_becomes_a_column() -> None:
    """INLAND, ISLAND and NEAR BAY become columns; the column of words itself is gone."""
    words = {"ocean_proximity_INLAND", "ocean_proximity_ISLAND", "ocean_proximity_NEAR BAY"}
    assert set(fitted(scale=True).columns) == words | set(NUMBERS)


def test_a_known_word_is_one_1() -> None:
    """ISLAND is 1 in its own column and 0 in the others."""
    row = fitted(scale=True).iloc[0]
    assert (row["ocean_proximity_ISLAND"], row["ocean_proximity_INLAND"]) == (1, 0)


def test_an_unknown_word_is_all_0() -> None:
    """A word that no training row had is an error nowhere, and 0 in every column."""
    row = fitted(scale=True).iloc[1]
    assert row.filter(like="ocean_proximity").sum() == 0


def test_scaled_training_numbers_lie_around_0() -> None:
    """Scaled, each column of the training rows has mean 0 and standard deviation 1."""
    numbers = encode(scale=True).fit_transform(TRAIN)[NUMBERS]
    np.testing.assert_allclose(numbers.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(numbers.std(ddof=0), 1)


def test_new_rows_are_scaled_as_the_training_rows_were() -> None:
    """The training incomes have mean 5: a new income of 5 becomes 0, whatever its own company."""
    assert fitted(scale=True)["median_income"][0] == pytest.approx(0)


def test_unscaled_numbers_stay() -> None:
    """With scale=False all numbers come out as they went in."""
    pd.testing.assert_frame_equal(fitted(scale=False)[NUMBERS], NEW[NUMBERS])


@pytest.mark.parametrize("scale", [True, False])
def test_words_are_never_scaled(scale: bool) -> None:
    """Columns made of words hold 0 and 1 and nothing else, with and without scaling."""
    words = fitted(scale=scale).filter(like="ocean_proximity")
    assert set(words.to_numpy().ravel()) == {0.0, 1.0}


def test_columns_that_nobody_listed_come_through() -> None:
    """A new column of numbers, such as a ratio, is scaled and kept like the others."""
    more = TRAIN.assign(rooms_per_household=[4.0, 5.0, 6.0, 7.0])
    encoded = encode(scale=True).fit_transform(more)
    assert encoded["rooms_per_household"].mean() == pytest.approx(0)


def test_out_comes_a_table() -> None:
    """The answer is a DataFrame with plain column names, on the rows that were given."""
    rows = NEW.set_index(pd.Index([7, 9]))
    encoded = encode(scale=True).fit(TRAIN).transform(rows)
    assert isinstance(encoded, pd.DataFrame) and list(encoded.index) == [7, 9]


def test_it_can_be_cloned_for_each_fold() -> None:
    """`clone` gives an unfitted transformer that works as well."""
    copy = clone(encode(scale=True).fit(TRAIN))
    assert copy.fit(TRAIN.head(2)).transform(TRAIN.head(2)).shape == (2, 4)


def test_the_demo_shows_a_word_that_nobody_has_seen(command) -> None:
    """In `demo words` the last row, ON THE MOON, is 0.0 throughout."""
    said = command("demo", "words").splitlines()
    assert said[-1].split()[:3] == ["ON", "THE", "MOON"]
    assert [float(each) for each in said[-1].split()[3:7]] == [0.0] * 4


@pytest.mark.parametrize("scale", [True, False])
def test_its_parts_are_words_then_numbers(scale: bool) -> None:
    """The parts are called `words` and `numbers`, in this order: `study scaling` asks for `numbers`."""
    fitted = encode(scale=scale).fit(TRAIN)
    assert list(fitted.named_transformers_)[:2] == ["words", "numbers"]
