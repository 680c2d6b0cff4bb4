"""Step 1: questions that a table answers: which blocks, which columns, and by which group."""

import pandas as pd
import pytest

from house_prices.questions import affordable, prices_by


@pytest.fixture
def town() -> pd.DataFrame:
    """Six made-up blocks, numbered 10 to 15."""
    return pd.DataFrame(
        {
            "median_income": [6.0, 2.0, 3.0, 8.0, 2.5, 4.0],
            "population": [900.0, 700.0, 800.0, 600.0, 500.0, 400.0],
            "ocean_proximity": ["BAY", "INLAND", "INLAND", "BAY", "INLAND", "BAY"],
            "price": [3.0, 1.5, 0.9, 5.0, 1.2, 2.0],
        },
        index=range(10, 16),
    )


def test_only_affordable_blocks_are_chosen(town: pd.DataFrame) -> None:
    """Of prices 3.0, 1.5, 0.9, 5.0, 1.2 and 2.0, three cost at most 1.5."""
    assert sorted(affordable(town, 1.5)["price"]) == [0.9, 1.2, 1.5]


def test_a_block_at_the_limit_is_affordable(town: pd.DataFrame) -> None:
    """At most 0.9 includes 0.9 itself."""
    assert list(affordable(town, 0.9)["price"]) == [0.9]


def test_the_cheapest_comes_first(town: pd.DataFrame) -> None:
    """The rows are sorted by price, upwards."""
    assert list(affordable(town, 10.0)["price"]) == [0.9, 1.2, 1.5, 2.0, 3.0, 5.0]


def test_every_row_keeps_its_own_figures_and_number(town: pd.DataFrame) -> None:
    """Sorting moves whole rows: block 12 has income 3.0, and is still called 12."""
    assert affordable(town, 1.0).to_dict("index") == {
        12: {"ocean_proximity": "INLAND", "median_income": 3.0, "price": 0.9}
    }


def test_only_three_columns_are_shown(town: pd.DataFrame) -> None:
    """The answer has place, income and price, in this order, and no other column."""
    shown = list(affordable(town, 2.0).columns)
    assert shown == ["ocean_proximity", "median_income", "price"]


def test_nothing_affordable_is_an_empty_table(town: pd.DataFrame) -> None:
    """Where all blocks cost more, the answer has no rows, and is no error."""
    assert len(affordable(town, 0.1)) == 0


def test_each_value_of_the_column_gets_its_median(town: pd.DataFrame) -> None:
    """BAY has 2, 3 and 5, so its median is 3; INLAND has 0.9, 1.2 and 1.5, so 1.2."""
    assert prices_by(town, "ocean_proximity")["median"].to_dict() == {"BAY": 3.0, "INLAND": 1.2}


def test_the_blocks_are_counted(town: pd.DataFrame) -> None:
    """`blocks` says how many rows a median is of: three each."""
    assert prices_by(town, "ocean_proximity")["blocks"].to_dict() == {"BAY": 3, "INLAND": 3}


def test_the_dearest_group_comes_first() -> None:
    """Groups are sorted by median price, downwards, whatever their names."""
    table = pd.DataFrame({"place": ["a", "b", "c"], "price": [2.0, 3.0, 1.0]})
    assert list(prices_by(table, "place").index) == ["b", "a", "c"]


def test_any_column_can_make_the_groups(town: pd.DataFrame) -> None:
    """The column's name is an argument: six incomes make six groups."""
    assert len(prices_by(town, "median_income")) == 6


def test_the_table_stays_as_it_is(town: pd.DataFrame) -> None:
    """Both questions leave the table alone: its rows keep their order."""
    before = town.copy()
    affordable(town, 2.0)
    prices_by(town, "ocean_proximity")
    pd.testing.assert_frame_equal(town, before)


def test_the_demo_asks_the_sample(command) -> None:
    """The command `demo table` shows the sample's medians: NEAR BAY is dearest, INLAND cheapest."""
    said = command("demo", "table").splitlines()
    assert said[3].startswith("NEAR BAY") and said[7].startswith("INLAND")
