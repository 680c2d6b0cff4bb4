"""Pictures and what they show: where they come from, and what is held out to validate on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roadmap_datasets import DatasetProblem, Split, load_cifar10


@dataclass(frozen=True, eq=False)
class Pictures:
    """Colour pictures x (N, H, W, 3) of bytes and their labels (N,); raises `ValueError` on anything else."""

    x: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.x.ndim != 4 or self.x.shape[-1] != 3:
            raise ValueError(
                f"expected colour pictures (N, height, width, 3), got an array {self.x.shape}"
            )
        if self.x.dtype != np.uint8:
            raise ValueError(f"expected bytes from 0 to 255 (uint8), got {self.x.dtype}")
        if self.labels.shape != self.x.shape[:1]:
            raise ValueError(
                f"expected a label for each of {len(self.x)} pictures, got {self.labels.shape}"
            )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | NDArray[np.integer]) -> "Pictures":
        return Pictures(self.x[chosen], self.labels[chosen])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of each picture."""
        _, height, width, channels = self.x.shape
        return height, width, channels


@dataclass(frozen=True)
class Data:
    """What to train on, what to test with, what the labels mean, and where it came from."""

    train: Pictures
    test: Pictures
    classes: tuple[str, ...]
    source: str  # for the user: which data, how many, from where


def load(*, sample: bool = False) -> Data:
    """Return CIFAR-10 where it is in the cache, else drawn shapes; raises `ValueError` on damaged files."""
    try:
        found = load_cifar10(sample=sample)
    except DatasetProblem as problem:
        raise ValueError(str(problem)) from problem
    return Data(_pictures(found.train), _pictures(found.test), found.classes, found.source)


def _pictures(split: Split) -> Pictures:
    return Pictures(split.images, split.labels.astype(np.int64))


def hold_out(pictures: Pictures, share: float, seed: int) -> tuple[Pictures, Pictures]:
    """Split off `share` of each class at random, to validate every choice on; returns (rest, held out)."""
    rng = np.random.default_rng(seed)
    held = np.zeros(len(pictures), bool)
    for label in np.unique(pictures.labels):
        places = np.flatnonzero(pictures.labels == label)
        held[rng.permutation(places)[: round(share * len(places))]] = True
    if held.all() or not held.any():
        raise ValueError(f"a share of {share} leaves one part of {len(pictures)} pictures empty")
    return pictures[np.flatnonzero(~held)], pictures[np.flatnonzero(held)]
