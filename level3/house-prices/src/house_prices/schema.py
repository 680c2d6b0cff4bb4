"""What a row must be: the columns, their units and ranges; and what is refused or flagged.

What cannot be true is an error that names row and column. What can be, but is unlike the blocks of 1990, gets an
answer and a flag beside it. Nothing odd passes in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

NUMBERS = (
    "longitude",  # degrees
    "latitude",  # degrees
    "housing_median_age",  # years, at most 52
    "total_rooms",
    "total_bedrooms",  # may be missing
    "population",  # people
    "households",
    "median_income",  # $10k a year
)
CATEGORY = "ocean_proximity"
CATEGORIES = ("<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN")
FEATURES = (*NUMBERS, CATEGORY)
TARGET = "median_house_value"  # $

MAY_BE_MISSING = "total_bedrooms"
LIMITS = {  # what lies outside is no block
    "longitude": (-180.0, 180.0),
    "latitude": (-90.0, 90.0),
    "housing_median_age": (0.0, 500.0),
    "total_rooms": (1.0, 1e7),
    "total_bedrooms": (0.0, 1e7),
    "population": (1.0, 1e7),
    "households": (1.0, 1e7),
    "median_income": (0.0, 1e4),
}
WEST, EAST = -124.6, -114.0  # of California, in degrees of longitude
SOUTH, NORTH = 32.2, 42.1  # degrees of latitude
OLDEST = 52.0  # years: the census counted no higher
MAX_ROWS = 100_000
NAMED = 3  # problems that one message names


class BadRows(ValueError):
    """Rows that cannot be blocks; the message names the first of them and what is wrong."""


@dataclass(frozen=True)
class Checked:
    """Rows that can be blocks, as a table of `FEATURES`, and what is odd about each of them."""

    rows: pd.DataFrame
    flags: list[str]  # one for each row, empty where nothing is odd; several are joined with "; "


def check(table: pd.DataFrame) -> Checked:
    """Return the rows as numbers and words, with their flags; raises `BadRows`."""
    rows = read_columns(table)
    problems = list(find_problems(rows))
    if problems:
        further = f"; and {len(problems) - NAMED} more" if len(problems) > NAMED else ""
        raise BadRows("; ".join(problems[:NAMED]) + further)
    return Checked(rows, find_flags(rows))


def read_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `FEATURES`, text turned into numbers; raises `BadRows`."""
    missing = [name for name in FEATURES if name not in table.columns]
    if missing:
        raise BadRows(f"expected a column for each figure; add {', '.join(missing)}")
    if not 0 < len(table) <= MAX_ROWS:
        raise BadRows(f"expected 1 to {MAX_ROWS:,} rows, got {len(table):,}")
    numbers = {name: read_numbers(table[name]) for name in NUMBERS}
    words = table[CATEGORY].astype("str").str.strip()
    return pd.DataFrame({**numbers, CATEGORY: words.to_numpy()})


def read_numbers(column: pd.Series) -> np.ndarray:
    """Return a column (N,) as float64, NaN where it is empty; raises `BadRows` where it holds words."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float)
    words = np.isnan(numbers) & column.notna().to_numpy()
    if words.any():
        row = int(words.argmax())
        raise BadRows(
            f"row {row + 1}: expected a number of {column.name}, got {column.iloc[row]!r:.60}"
        )
    return numbers


def find_problems(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence for each figure that no block can have, row by row; row 1 is the first."""
    # step 14: begin
    for number, row in enumerate(rows.to_dict("records"), start=1):
        swapped = SOUTH <= row["longitude"] <= NORTH and WEST <= row["latitude"] <= EAST
        if swapped:
            yield f"row {number}: swap longitude and latitude; California's longitude is below 0"
        for name, (least, most) in LIMITS.items():
            value = row[name]
            if np.isnan(value):
                if name != MAY_BE_MISSING:
                    yield f"row {number}: {name} is missing"
            elif not least <= value <= most and not (swapped and name == "latitude"):
                yield f"row {number}: {name} is {value:g}; expected {least:,.0f} to {most:,.0f}"
    # step 14: end


def find_flags(rows: pd.DataFrame) -> list[str]:
    """Return for each row what is odd about it, joined with "; "; an empty text where nothing is."""
    # step 14: begin
    inside = rows["longitude"].between(WEST, EAST) & rows["latitude"].between(SOUTH, NORTH)
    odd = {
        "outside California": ~inside,
        "unknown ocean_proximity": ~rows[CATEGORY].isin(CATEGORIES),
        "more bedrooms than rooms": rows["total_bedrooms"] > rows["total_rooms"],
        "bedrooms filled in": rows["total_bedrooms"].isna(),
        "older than any block seen": rows["housing_median_age"] > OLDEST,
    }
    return ["; ".join(flag for flag in odd if odd[flag][row]) for row in range(len(rows))]
    # step 14: end
