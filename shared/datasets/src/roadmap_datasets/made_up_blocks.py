"""Blocks of houses that nobody lives in: real enough to learn with where the census is not at hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Longitude and latitude in degrees, how many of a hundred blocks lie there, how dear it is ($100,000), where it lies.
TOWNS = (
    (-118.25, 34.05, 38, 1.3, "<1H OCEAN"),  # Los Angeles
    (-122.42, 37.77, 18, 1.9, "NEAR BAY"),  # San Francisco
    (-117.16, 32.72, 12, 1.2, "NEAR OCEAN"),  # San Diego
    (-121.49, 38.58, 10, 0.6, "INLAND"),  # Sacramento
    (-119.79, 36.74, 9, 0.3, "INLAND"),  # Fresno
    (-119.02, 35.37, 6, 0.2, "INLAND"),  # Bakersfield
    (-119.70, 34.42, 4, 1.6, "NEAR OCEAN"),  # Santa Barbara
    (-124.16, 40.80, 3, 0.4, "NEAR OCEAN"),  # Eureka
)
SPREAD = 0.22  # degrees: how far a town reaches
CLIP = 500_001.0  # $
MISSING = 0.01  # of the numbers of bedrooms
N_ISLANDS = 2


def make_blocks(
    n: int, rng: np.random.RandomState
) -> dict[str, NDArray[np.float64] | NDArray[np.str_]]:
    """Return `n` blocks with the columns, ranges and faults of the real ones, and relations as simple as a formula.

    Income, distance to the town's centre, age and crowding make the price; the rest is chance.
    """
    share = np.array([town[2] for town in TOWNS])
    town = rng.choice(len(TOWNS), n, p=share / share.sum())
    centre = np.array([town[:2] for town in TOWNS])[town]  # (n, 2)
    offset = rng.normal(0, SPREAD, (n, 2))
    income = np.clip(rng.lognormal(1.25, 0.45, n), 0.5, 15)  # $10,000
    households = np.clip(rng.lognormal(6.0, 0.6, n), 5, 6000).round()
    crowding = rng.lognormal(1.05, 0.2, n)  # people in a household
    rooms = (households * (3.2 + 0.5 * income + rng.normal(0, 0.5, n)).clip(1.5, 12)).round()
    age = rng.randint(1, 53, n).astype(float)
    value = (
        1e5
        * (
            0.40 * income
            + np.array([town[3] for town in TOWNS])[town]
            - 1.1 * np.hypot(*offset.T)
            - 0.25 * (crowding - 3)
            + 0.004 * (age - 28)
        )
        * rng.lognormal(0, 0.16, n)
    )
    bedrooms = (rooms * np.clip(rng.normal(0.21, 0.03, n), 0.1, 0.4)).round().clip(1)
    bedrooms[rng.uniform(size=n) < MISSING] = np.nan
    place = np.array([town[4] for town in TOWNS])[town]
    place[rng.permutation(n)[:N_ISLANDS]] = "ISLAND"
    return {
        "longitude": (centre + offset)[:, 0].round(2),
        "latitude": (centre + offset)[:, 1].round(2),
        "housing_median_age": age,
        "total_rooms": rooms,
        "total_bedrooms": bedrooms,
        "population": (households * crowding).round().clip(3),
        "households": households,
        "median_income": income.round(4),
        "median_house_value": np.where(value > 5e5, CLIP, value.clip(15_000).round(-2)),
        "ocean_proximity": place,
    }
