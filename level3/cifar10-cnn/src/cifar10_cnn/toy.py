"""Made-up pictures so small that a network learns them while one watches: noise, one of its colours stronger."""

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.data import Pictures

CLASSES = ("red", "green", "blue")
SHAPE = (8, 8, 3)
WIDTHS = (4, 8)


def pictures(n: int, seed: int = 0) -> Pictures:
    """Return n pictures (n, 8, 8, 3) of bytes, the same for the same seed."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % len(CLASSES)
    x = rng.integers(0, 200, (n, *SHAPE))
    x[np.arange(n), :, :, labels] += rng.integers(0, 56, (n, 1, 1))
    return Pictures(x.astype(np.uint8), labels.astype(np.int64))


def floats(n: int, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the same as floats around 0, and their labels."""
    found = pictures(n, seed)
    return (found.x / np.float32(100) - 1).astype(np.float32), found.labels
