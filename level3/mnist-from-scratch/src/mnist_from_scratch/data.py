"""Digits as rows of numbers: what the network is fed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_from_scratch.arrays import Array, Labels
from roadmap_datasets import DatasetProblem, Split, load_mnist

MEAN, STD = 0.1307, 0.3081  # of all pixels of MNIST's training set, scaled to 0 to 1
SIDE = 28  # pixels


@dataclass(frozen=True)
class Digits:
    """Pictures as rows x (N, 784), float32 around 0, and the digits that they show (N,)."""

    x: Array
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | Labels) -> "Digits":
        return Digits(self.x[chosen], self.labels[chosen])


def load_digits(*, sample: bool = False) -> tuple[Digits, Digits, str]:
    """Return training and test digits, and a sentence that says which data they are; raises `ValueError`."""
    try:
        mnist = load_mnist(sample=sample)
    except DatasetProblem as problem:
        raise ValueError(str(problem)) from problem
    return _digits(mnist.train), _digits(mnist.test), mnist.source


def _digits(split: Split) -> Digits:
    return Digits(to_rows(split.images), split.labels.astype(np.intp))


def to_rows(images: NDArray[np.uint8]) -> Array:
    """Turn pictures (N, 28, 28) of bytes into rows (N, 784) of float32: (pixel / 255 - MEAN) / STD."""
    # step 1: begin
    rows = images.reshape(len(images), -1).astype(np.float32)
    return (rows / 255 - MEAN) / STD
    # step 1: end


def to_picture(row: Array) -> NDArray[np.uint8]:
    """Turn one row (784,) back into a picture (28, 28) of bytes."""
    pixels = np.rint((row * STD + MEAN) * 255)
    return np.clip(pixels, 0, 255).astype(np.uint8).reshape(SIDE, SIDE)


def hold_out(digits: Digits, share: float, rng: np.random.Generator) -> tuple[Digits, Digits]:
    """Split at random into a part to learn from and a `share` to validate every choice on."""
    if not 0 < share < 1:
        raise ValueError(f"expected a share between 0 and 1, got {share}")
    order = rng.permutation(len(digits))
    n_held = round(share * len(digits))
    if not 0 < n_held < len(digits):
        raise ValueError(f"a share of {share} leaves one part of {len(digits)} digits empty")
    return digits[order[n_held:]], digits[order[:n_held]]


def batches(digits: Digits, size: int, rng: np.random.Generator) -> Iterator[Digits]:
    """Yield all digits once, in a new random order, `size` at a time; the last batch may be smaller."""
    # step 12: begin
    order = rng.permutation(len(digits))
    for start in range(0, len(digits), size):
        yield digits[order[start : start + size]]
    # step 12: end
