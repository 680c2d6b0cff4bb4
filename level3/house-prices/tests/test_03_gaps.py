"""Step 3: gaps are filled with what the training rows, and no others, have taught."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from house_prices.features import FillBedrooms


def rooms(*pairs: tuple[float, float]) -> pd.DataFrame:
    """Return blocks of (rooms, bedrooms), and their people."""
    table = pd.DataFrame(pairs, columns=["total_rooms", "total_bedrooms"], dtype=float)
    return table.assign(population=1000.0)


KNOWN = rooms((1000, 200), (2000, 500), (100, 90))  # shares of 0.2, 0.25 and 0.9
GAPS = rooms((800, np.nan), (400, 60))


def test_fit_learns_the_median_share() -> None:
    """The shares of bedrooms are 0.2, 0.25 and 0.9, so `share_` is 0.25."""
    assert FillBedrooms().fit(KNOWN).share_ == pytest.approx(0.25)


def test_gaps_do_not_count_in_fit() -> None:
    """Of 0.2, a gap and 0.3 the median share is 0.25: a gap is no share of 0."""
    table = rooms((1000, 200), (1000, np.nan), (1000, 300))
    assert FillBedrooms().fit(table).share_ == pytest.approx(0.25)


def test_fit_returns_the_transformer() -> None:
    """`fit` returns self, so that `fit(x).transform(x)` can be written in one go."""
    filler = FillBedrooms()
    assert filler.fit(KNOWN) is filler


def test_a_gap_gets_the_usual_share_of_its_own_rooms() -> None:
    """A block of 800 rooms gets 0.25 * 800 = 200 bedrooms."""
    assert FillBedrooms().fit(KNOWN).transform(GAPS)["total_bedrooms"][0] == pytest.approx(200)


def test_known_numbers_stay() -> None:
    """A block that says 60 bedrooms keeps 60, whatever would be usual."""
    assert FillBedrooms().fit(KNOWN).transform(GAPS)["total_bedrooms"][1] == 60


def test_other_rows_teach_nothing_in_transform() -> None:
    """What is filled in depends on the rows of `fit` alone: 200, whoever stands beside the gap."""
    crowd = pd.concat([GAPS, rooms((1000, 900), (1000, 900), (1000, 900))], ignore_index=True)
    assert FillBedrooms().fit(KNOWN).transform(crowd)["total_bedrooms"][0] == pytest.approx(200)


def test_the_other_columns_stay() -> None:
    """Rooms and people come out as they went in, and no column comes or goes."""
    filled = FillBedrooms().fit(KNOWN).transform(GAPS)
    others = ["total_rooms", "population"]
    pd.testing.assert_frame_equal(filled[others], GAPS[others])
    assert list(filled.columns) == list(GAPS.columns)


def test_the_given_tables_stay_as_they_are() -> None:
    """Neither `fit` nor `transform` writes into a table that it was given."""
    known, gaps = KNOWN.copy(), GAPS.copy()
    FillBedrooms().fit(known).transform(gaps)
    pd.testing.assert_frame_equal(known, KNOWN)
    pd.testing.assert_frame_equal(gaps, GAPS)


def test_a_second_fit_forgets_the_first() -> None:
    """Fitted to other rows, the transformer knows their share only: 0.5."""
    filler = FillBedrooms().fit(KNOWN)
    assert filler.fit(rooms((10, 5))).share_ == pytest.approx(0.5)


def test_a_clone_has_learned_nothing() -> None:
    """scikit-learn's `clone` gives a fresh transformer, ready for another fold."""
    fitted = FillBedrooms().fit(KNOWN)
    assert fitted.share_ and not hasattr(clone(fitted), "share_")


def test_without_any_known_number_there_is_an_error() -> None:
    """Where no training row says its bedrooms, there is no share to learn, and `fit` says so."""
    with pytest.raises(ValueError, match="no training row says how many bedrooms"):
        FillBedrooms().fit(rooms((10, np.nan), (20, np.nan)))


def test_the_demo_fills_the_gap(command) -> None:
    """`demo gaps` learns 22% from three blocks and fills 0.22 * 2000 = 440 in."""
    assert "440.0" in command("demo", "gaps").splitlines()[-1]
