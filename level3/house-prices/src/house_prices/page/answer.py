"""What the page shows of one place, from the figures that a form gives."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from house_prices.data import CLIP
from house_prices.files import Saved
from house_prices.neighbours import Neighbourhood
from house_prices.predict import answer_checked
from house_prices.schema import FEATURES, BadRows, check

PLACE = ("longitude", "latitude")


class Desk:
    """Answers questions about places from one saved model."""

    def __init__(self, saved: Saved) -> None:
        self.saved = saved
        self.around = Neighbourhood(saved.blocks)

    def dots(self) -> list[list[float]]:
        """Return longitude, latitude and price in $100k of each block, for the map."""
        blocks = self.saved.blocks
        places = blocks.x[list(PLACE)].to_numpy(float)
        return np.round(np.column_stack([places, blocks.y]), 2).tolist()

    def answer(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Return figures, price, interval, flags and comparable blocks for a filled-in form; raises `BadRows`.

        What the form leaves empty is taken from the nearest blocks, and named in `assumed`.
        """
        given = {name: text.strip() for name, text in form.items() if text.strip()}
        row, assumed = self._complete(given)
        checked = check(row)
        answer = answer_checked(self.saved, self.around, checked).iloc[0]
        return {
            "figures": {name: _plain(checked.rows[name].iloc[0]) for name in FEATURES},
            "assumed": assumed,
            "price": int(answer["price"]),
            "low": int(answer["low"]),
            "high": None if pd.isna(answer["high"]) else int(answer["high"]),
            "clipped": bool(answer["price"] >= 1e5 * 5),
            "coverage": self.saved.model.coverage,
            "flags": [flag for flag in str(answer["flags"]).split("; ") if flag],
            "comparable": self._comparable(checked.rows),
        }

    def _complete(self, given: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
        """Return one row of all figures, and the names of those that nobody gave."""
        missing = [name for name in PLACE if name not in given]
        if missing:
            raise BadRows(f"say where it is: {' and '.join(missing)} is missing")
        place = pd.DataFrame([{**dict.fromkeys(FEATURES, "1"), **{n: given[n] for n in PLACE}}])
        where = check(place).rows.iloc[0]
        row = self.around.typical(where["longitude"], where["latitude"]).astype("object")
        for name in FEATURES:
            if name in given:
                row[name] = given[name]
        return row, [name for name in FEATURES if name not in given]

    def _comparable(self, row: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the blocks most like one row, with their prices and how far away they are."""
        found = self.around.comparable(row)
        blocks = self.saved.blocks[found.positions]
        return [
            {
                "price": round(float(price) * 1e5),
                "at_least": bool(price >= CLIP),
                "km": round(float(km), 1),
                **{name: _plain(figures[name]) for name in FEATURES},
            }
            for price, km, (_, figures) in zip(
                blocks.y, found.distances, blocks.x.iterrows(), strict=True
            )
        ]


def _plain(value: object) -> Any:
    """Return a figure as JSON knows it: no NaN, and no more digits than anybody reads."""
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    return None if np.isnan(number) else round(number, 4)
