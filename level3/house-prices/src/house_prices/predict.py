"""Rows in, answers out: price and interval in dollars, and a flag for whatever is odd."""

from pathlib import Path

import numpy as np
import pandas as pd

from house_prices.files import Saved
from house_prices.neighbours import FAR_KM, Neighbourhood
from house_prices.schema import FEATURES, BadRows, Checked, check

MAX_BYTES = 200_000_000  # of a CSV
AT_LEAST = "at least"
FAR = f"no block within {FAR_KM:.0f} km"


def read_rows(path: Path) -> pd.DataFrame:
    """Read a CSV as text, so that `check` decides what is a number; raises `BadRows`."""
    if path.stat().st_size > MAX_BYTES:
        raise BadRows(f"{path} is larger than {MAX_BYTES:,} bytes: cut it into several")
    try:
        return pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise BadRows(
            f"{path} is no table: expected CSV in UTF-8 with the columns {', '.join(FEATURES)}"
        ) from error


def answer_rows(saved: Saved, table: pd.DataFrame) -> pd.DataFrame:
    """Return `price`, `low`, `high` ($) and `flags` for each row; raises `BadRows`.

    `high` is missing where the price is only known to be at least `low`: such prices were never published.
    """
    return answer_checked(saved, Neighbourhood(saved.blocks), check(table))


def answer_checked(saved: Saved, around: Neighbourhood, checked: Checked) -> pd.DataFrame:
    """Answer rows that were checked before."""
    interval = saved.model.predict(checked.rows)
    far = around.nearest_km(checked.rows) > FAR_KM
    open_end = np.isinf(interval.high)
    flags = [
        "; ".join(filter(None, (flag, FAR if is_far else "", AT_LEAST if is_open else "")))
        for flag, is_far, is_open in zip(checked.flags, far, open_end, strict=True)
    ]
    return pd.DataFrame(
        {
            "price": to_dollars(interval.price),
            "low": to_dollars(interval.low),
            "high": to_dollars(np.where(open_end, np.nan, interval.high)),
            "flags": flags,
        }
    )


def to_dollars(price: np.ndarray) -> pd.Series:
    """Turn $100k into whole hundreds of dollars; missing stays missing."""
    return pd.Series(np.round(price * 1000) * 100).astype("Int64")
