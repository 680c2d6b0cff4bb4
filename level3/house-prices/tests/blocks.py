"""Made-up blocks for the tests: no real place, and a price that follows from the figures."""

import numpy as np
import pandas as pd

from house_prices.data import CLIP, Blocks
from house_prices.schema import CATEGORIES, FEATURES


def made_up_blocks(n: int = 300, seed: int = 0) -> Blocks:
    """Return `n` blocks in California's ranges; richer blocks near the coast cost more, some are clipped."""
    rng = np.random.default_rng(seed)
    households = rng.integers(50, 900, n).astype(float)
    rooms = households * rng.uniform(3.0, 8.0, n)
    bedrooms = rooms * rng.uniform(0.15, 0.3, n)
    bedrooms[rng.random(n) < 0.05] = np.nan
    latitude = rng.uniform(33.0, 41.0, n)
    inland = rng.uniform(0.0, 3.0, n)  # degrees east of a straight coast
    income = rng.gamma(4.0, 1.0, n) + 0.5
    frame = pd.DataFrame(
        {
            "longitude": -124.0 + (41.0 - latitude) * 0.8 + inland,
            "latitude": latitude,
            "housing_median_age": rng.integers(1, 53, n).astype(float),
            "total_rooms": np.round(rooms),
            "total_bedrooms": np.round(bedrooms),
            "population": np.round(households * rng.uniform(2.0, 4.0, n)),
            "households": households,
            "median_income": income,
            "ocean_proximity": np.where(inland < 0.5, "NEAR OCEAN", "INLAND"),
        }
    )[list(FEATURES)]
    assert set(frame["ocean_proximity"]) <= set(CATEGORIES)
    price = 0.5 + 0.45 * income - 0.3 * inland + rng.normal(0.0, 0.2, n)
    return Blocks(frame, np.clip(price, 0.15, CLIP), "made-up blocks")
