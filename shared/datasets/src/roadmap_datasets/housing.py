"""California housing: 20,640 blocks of the census of 1990 (Pace & Barry, 1997), or 2,000 that are made up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .dataset import DamagedFile, Dataset, RemoteFile
from .made_up_blocks import make_blocks

Column = NDArray[np.float64] | NDArray[np.str_]
NUMBERS = (
    "longitude",  # degrees
    "latitude",
    "housing_median_age",  # years
    "total_rooms",  # of the block
    "total_bedrooms",  # of the block; NaN where it is not known
    "population",
    "households",
    "median_income",  # $10,000
    "median_house_value",  # $, and 500,001 for all that is above 500,000
)
CATEGORY = "ocean_proximity"
N_MISSING = 207  # numbers of bedrooms
# How many blocks lie where.
PLACES = {"<1H OCEAN": 9136, "INLAND": 6551, "NEAR OCEAN": 2658, "NEAR BAY": 2290, "ISLAND": 5}

N_SAMPLE = 2000
SAMPLE_SEED = 1990


@dataclass(frozen=True, eq=False)
class Housing:
    """Blocks, column by column, in the order of the published file; read-only."""

    columns: Mapping[str, Column]  # (N,) each: those of `NUMBERS`, then `CATEGORY`
    is_sample: bool  # and then they are made up
    source: str  # for the user, in two lines: which data, how many, from where


def load_housing(*, sample: bool = False) -> Housing:
    """Return the blocks from the cache, or made-up ones where they are not there or are asked for.

    Never uses the network. Raises `DatasetProblem` where what is in the cache is damaged, rather than using the
    sample unasked.
    """
    if sample or not HOUSING.is_here():
        # RandomState, unlike Generator, promises the same stream in every version (NEP 19).
        blocks = make_blocks(N_SAMPLE, np.random.RandomState(SAMPLE_SEED))
        rest = f"the real 20,640 ({HOUSING.megabytes}): {HOUSING.command}"
        source = f"Made-up blocks of houses: {N_SAMPLE:,}, from a formula;\n{rest}"
        return _describe(blocks, True, source)
    blocks = HOUSING.read(read_housing)
    source = (
        f"California housing: {sum(PLACES.values()):,} blocks of 1990,\nfrom {HOUSING.folder()}"
    )
    return _describe(blocks, False, source)


def read_housing(folder: Path) -> dict[str, Column]:
    """Return the columns of the published file; raise `DamagedFile`."""
    file = folder / "housing.csv"
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            heading, *rows = csv.reader(lines)
        if heading != [*NUMBERS, CATEGORY]:
            raise ValueError(f"its columns are {', '.join(heading)}")
        *texts, places = zip(*rows, strict=True)
        columns: dict[str, Column] = {
            name: np.array([float(text or "nan") for text in column])
            for name, column in zip(NUMBERS, texts, strict=True)
        }
    except (csv.Error, ValueError) as error:
        raise DamagedFile(file, error) from error
    if Counter(places) != PLACES:
        raise DamagedFile(file, f"it holds {dict(Counter(places))} instead of {PLACES}")
    missing = {name: int(np.sum(~np.isfinite(column))) for name, column in columns.items()}
    if missing != {name: N_MISSING * (name == "total_bedrooms") for name in NUMBERS}:
        raise DamagedFile(file, f"it lacks {missing} numbers instead of {N_MISSING} of bedrooms")
    return columns | {CATEGORY: np.array(places)}


def _describe(columns: dict[str, Column], is_sample: bool, source: str) -> Housing:
    for column in columns.values():
        column.setflags(write=False)
    return Housing(columns, is_sample, source)


HOUSING = Dataset(
    name="housing",
    title="California housing: 20,640 blocks of the census of 1990",
    licence="public domain",
    source="https://github.com/ageron/handson-ml2",
    mirrors=("https://raw.githubusercontent.com/ageron/handson-ml2/master/datasets/housing",),
    files=(
        RemoteFile(
            "housing.csv",
            1_423_529,
            ("sha256:8a3727f4cf54ac1a327f69b1d5b4db54c5834ea81c6e4efc0d163300022a685e",),
        ),
    ),
    verify=read_housing,
    substitute="2,000 made-up blocks",
)
