"""Rows in, answers out: price and interval in dollars, and a flag for whatever is odd."""

import warnings
from itertools import compress
from pathlib import Path

import numpy as np
import pandas as pd

from house_prices.conformal import Interval
from house_prices.files import Saved
from house_prices.neighbours import FAR_KM, Neighbourhood
from house_prices.schema import FEATURES, BadRows, Checked, check

MAX_BYTES = 200_000_000  # of a CSV
NO_TABLE = (
    pd.errors.ParserError,
    pd.errors.ParserWarning,
    pd.errors.EmptyDataError,
    UnicodeDecodeError,
)
AT_LEAST = "at least"
BELOW = "estimated below $0"
BEYOND = "beyond any block seen"
FAR = f"no block within {FAR_KM:.0f} km"


def read_rows(path: Path) -> pd.DataFrame:
    """Read a CSV as text, so that `check` decides what is a number; raises `BadRows`."""
    if path.stat().st_size > MAX_BYTES:
        raise BadRows(f"{path} is larger than {MAX_BYTES:,} bytes: cut it into several")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # rows longer than the heading
            table = pd.read_csv(path, dtype="str", encoding="utf-8-sig", index_col=False)
    except NO_TABLE as error:
        raise BadRows(
            f"{path} is no table: expected CSV in UTF-8, as many fields in each row, and the columns"
            f" {', '.join(FEATURES)}"
        ) from error
    twice = [name for name in FEATURES if f"{name}.1" in table.columns]  # so pandas calls them
    if twice:
        raise BadRows(f"{path}: expected one column of each name, got two of {', '.join(twice)}")
    return table


def answer_rows(saved: Saved, table: pd.DataFrame) -> pd.DataFrame:
    """Return `price`, `low`, `high` ($) and `flags` for each row; raises `BadRows`.

    `high` is missing where the price is only known to be at least `low`: such prices were never published.
    """
    return answer_checked(saved, Neighbourhood(saved.blocks), check(table))


def answer_checked(saved: Saved, around: Neighbourhood, checked: Checked) -> pd.DataFrame:
    """Answer rows that were checked before."""
    interval = saved.model.predict(checked.rows)
    open_end = np.isinf(interval.high)
    return pd.DataFrame(
        {
            "price": to_dollars(interval.price),
            "low": to_dollars(interval.low),
            "high": to_dollars(np.where(open_end, np.nan, interval.high)),
            "flags": find_flags(around, checked, interval),
        }
    )


def find_flags(around: Neighbourhood, checked: Checked, interval: Interval) -> list[str]:
    """Return for each row what is odd about it, about its place and figures for this model, and about its answer."""
    beyond = around.beyond(checked.rows)
    unlike = [", ".join(compress(beyond.columns, row)) for row in beyond.to_numpy()]
    columns = (
        checked.flags,
        np.where(around.nearest_km(checked.rows) > FAR_KM, FAR, ""),
        [f"{BEYOND}: {names}" if names else "" for names in unlike],
        np.where(interval.price < 0, BELOW, ""),
        np.where(np.isinf(interval.high), AT_LEAST, ""),
    )
    return ["; ".join(filter(None, row)) for row in zip(*columns, strict=True)]


def to_dollars(price: np.ndarray) -> pd.Series:
    """Turn $100k into whole hundreds of dollars, at least 0; missing stays missing."""
    return pd.Series(np.round(np.maximum(price, 0) * 1000) * 100).astype("Int64")
