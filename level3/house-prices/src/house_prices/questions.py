"""Questions that one asks of a table before any model does."""

import pandas as pd

from house_prices.data import Blocks


def to_table(blocks: Blocks) -> pd.DataFrame:
    """Return the blocks' figures with the column `price`, in $100k, beside them."""
    return blocks.x.assign(price=blocks.y)


def affordable(table: pd.DataFrame, most: float) -> pd.DataFrame:
    """Return place, income and price of the blocks that cost at most `most`, cheapest first."""
    # step 1: begin
    chosen = table.loc[table["price"] <= most, ["ocean_proximity", "median_income", "price"]]
    return chosen.sort_values("price")
    # step 1: end


def prices_by(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return, for each value of a column, how many `blocks` have it and their `median` price, dearest first."""
    # step 1: begin
    prices = table.groupby(column)["price"]
    answer = pd.DataFrame({"blocks": prices.size(), "median": prices.median()})
    return answer.sort_values("median", ascending=False)
    # step 1: end
