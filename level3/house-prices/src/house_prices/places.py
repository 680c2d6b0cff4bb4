"""Where blocks lie, in kilometres on a flat map of California."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
DEGREE_KM = 111.2  # one degree of latitude
MIDDLE = 37.0  # latitude of the middle of California, in degrees
KM = np.array([DEGREE_KM * np.cos(np.radians(MIDDLE)), DEGREE_KM])  # east and north, per degree
CITIES = {  # longitude and latitude, in degrees
    "Los Angeles": (-118.24, 34.05),
    "San Diego": (-117.16, 32.72),
    "San Jose": (-121.89, 37.34),
    "San Francisco": (-122.42, 37.77),
    "Sacramento": (-121.49, 38.58),
}


def kilometres(x: pd.DataFrame) -> Array:
    """Return where each block lies (N, 2), in km east and north of longitude 0 on the equator.

    Within California distances come out at most 8 % too long or short.
    """
    return x[["longitude", "latitude"]].to_numpy() * KM


def to_kilometres(longitude: float, latitude: float) -> Array:
    """Turn one place in degrees into km east and north (2,)."""
    return np.array([longitude, latitude]) * KM
