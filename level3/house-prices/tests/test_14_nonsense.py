"""Step 14: what cannot be true is refused by name, and what is odd is flagged."""

import numpy as np
import pandas as pd
import pytest

from house_prices.schema import BadRows, check, find_flags, find_problems, read_columns

GOOD = {
    "longitude": -122.2,
    "latitude": 37.9,
    "housing_median_age": 40.0,
    "total_rooms": 900.0,
    "total_bedrooms": 130.0,
    "population": 320.0,
    "households": 126.0,
    "median_income": 8.3,
    "ocean_proximity": "NEAR BAY",
}


def rows(*changes: dict[str, object]) -> pd.DataFrame:
    """Return a good row for each of `changes`, with them made."""
    return read_columns(pd.DataFrame([GOOD | change for change in changes]))


def problems(*changes: dict[str, object]) -> list[str]:
    return list(find_problems(rows(*changes)))


def test_good_rows_have_no_problem_and_no_flag() -> None:
    """A row of the data set passes without a word."""
    assert problems({}, {}) == [] and find_flags(rows({}, {})) == ["", ""]


def test_a_negative_number_is_a_problem() -> None:
    """-5 rooms in the second row: the message names row, column, value, and what was expected."""
    found = problems({}, {"total_rooms": -5.0})
    assert len(found) == 1
    assert "row 2" in found[0] and "total_rooms is -5" in found[0] and "expected 1 to" in found[0]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinity_is_a_problem(value: float) -> None:
    """Neither infinity lies between any limits."""
    assert len(problems({"median_income": value})) == 1


def test_a_missing_number_is_a_problem() -> None:
    """An income that is not there is named; NaN is neither below nor above any limit."""
    assert problems({"median_income": np.nan}) == ["row 1: median_income is missing"]


def test_missing_bedrooms_are_a_flag() -> None:
    """The number of bedrooms may be missing, since it is filled in: no problem, but a flag."""
    row = {"total_bedrooms": np.nan}
    assert problems(row) == [] and find_flags(rows(row)) == ["bedrooms filled in"]


def test_swapped_coordinates_are_one_problem() -> None:
    """Longitude 37.9 and latitude -122.2 are one mistake, and the message says how to mend it."""
    found = problems({"longitude": 37.9, "latitude": -122.2})
    assert found == ["row 1: swap longitude and latitude; California's longitude is below 0"]


def test_a_place_that_is_merely_elsewhere_is_not_swapped() -> None:
    """Nairobi, at 36.8 and -1.3, exists: no problem, but a flag."""
    nairobi = {"longitude": 36.8, "latitude": -1.3}
    assert problems(nairobi) == [] and find_flags(rows(nairobi)) == ["outside California"]


def test_every_problem_of_every_row_is_found() -> None:
    """Three wrong figures in two rows are three problems, a missing one beside swapped ones too."""
    found = problems(
        {"population": 0.0, "households": -1.0},
        {"longitude": 37.9, "latitude": -122.2, "median_income": np.nan},
    )
    assert len(found) == 4


def test_the_limits_themselves_are_allowed() -> None:
    """One room, one person, one household, and an age of 0 can be."""
    least = {"total_rooms": 1.0, "population": 1.0, "households": 1.0, "housing_median_age": 0.0}
    assert problems(least) == []


def test_an_unknown_word_is_a_flag() -> None:
    """NEAR LAKE is no category of the census: it gets an answer and a flag."""
    assert find_flags(rows({"ocean_proximity": "NEAR LAKE"})) == ["unknown ocean_proximity"]


def test_flags_belong_to_their_own_rows() -> None:
    """Of three rows only the second has more bedrooms than rooms."""
    crowded = {"total_bedrooms": 1000.0}
    assert find_flags(rows({}, crowded, {})) == ["", "more bedrooms than rooms", ""]


def test_two_oddities_are_two_flags() -> None:
    """Several flags of a row are joined with "; "."""
    old_and_far = {"longitude": -80.0, "housing_median_age": 90.0}
    assert find_flags(rows(old_and_far)) == ["outside California; older than any block seen"]


def test_check_refuses_with_all_problems_in_one_message() -> None:
    """`check` raises `BadRows`; of five problems it names three and counts the rest."""
    table = pd.DataFrame([GOOD | {"total_rooms": 0.0} for _ in range(5)])
    with pytest.raises(BadRows, match=r"row 1: .*; row 2: .*; row 3: .*; and 2 more"):
        check(table)


def test_the_demo_refuses_four_rows(command) -> None:
    """`demo nonsense` lets two rows pass, one with three flags, and refuses four."""
    said = command("demo", "nonsense").splitlines()
    assert said[0] == "as it is: no flag" and said[1].count(";") == 2
    assert [line.split(":")[0] for line in said[2:]] == ["refused"] * 4


def test_limits_are_written_out() -> None:
    """The whole sentence: value and limits as people write them, no 1e+07."""
    expected = "row 1: households is inf; expected 1 to 10,000,000"
    assert problems({"households": np.inf}) == [expected]


def test_what_is_just_allowed_has_no_flag() -> None:
    """An age of 52 has been seen, and a block may have as many bedrooms as rooms."""
    limit = {"housing_median_age": 52.0, "total_rooms": 130.0, "total_bedrooms": 130.0}
    assert find_flags(rows(limit)) == [""]


def test_a_swapped_row_is_told_of_its_other_faults() -> None:
    """Swapped coordinates excuse the latitude only: -5 rooms of that row are a problem, too."""
    found = problems({"longitude": 37.9, "latitude": -122.2, "total_rooms": -5.0})
    assert len(found) == 2 and "total_rooms" in found[1]
