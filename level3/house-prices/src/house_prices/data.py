"""California's blocks of 1990 as a table to learn from."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from house_prices.schema import CATEGORY, FEATURES, NUMBERS, TARGET
from roadmap_datasets import DatasetProblem, load_housing

CLIP = 5.00001  # $100k: whatever cost more was published as this


@dataclass(frozen=True)
class Blocks:
    """Blocks as a table `x` of `FEATURES` (N, 9), their median prices `y` (N,) in $100k, and where they are from."""

    x: pd.DataFrame
    y: NDArray[np.float64]
    source: str

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, chosen: slice | NDArray[np.integer] | NDArray[np.bool_]) -> "Blocks":
        return Blocks(self.x.iloc[chosen].reset_index(drop=True), self.y[chosen], self.source)

    @property
    def clipped(self) -> NDArray[np.bool_]:
        """Tell which prices (N,) are only known to be at least `CLIP`."""
        return self.y >= CLIP


def load_blocks(*, sample: bool = False) -> Blocks:
    """Return all blocks, or the made-up sample where they are not here; raises `ValueError`."""
    try:
        housing = load_housing(sample=sample)
    except DatasetProblem as problem:
        raise ValueError(str(problem)) from problem
    table = pd.DataFrame({name: housing.columns[name] for name in (*FEATURES, TARGET)})
    return Blocks(table[list(FEATURES)], table[TARGET].to_numpy(float) / 1e5, housing.source)


def digest(blocks: Blocks) -> str:
    """Return the SHA-256 of all figures, words and prices, in their order: the same for the same blocks only."""
    numbers = blocks.x[list(NUMBERS)].to_numpy(float)
    words = "\n".join(blocks.x[CATEGORY])
    return sha256(numbers.tobytes() + blocks.y.tobytes() + words.encode()).hexdigest()
