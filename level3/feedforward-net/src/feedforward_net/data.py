"""Which digits there are, and where: MNIST unpacked once into the cache, so that it can be mapped."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from feedforward_net.datasets import IdxDigits
from feedforward_net.idx import BadIdx, write_idx
from roadmap_datasets import DatasetProblem, load_mnist
from roadmap_datasets.dataset import cache_folder
from roadmap_datasets.mnist import MNIST

PARTS = ("train", "test")


@dataclass(frozen=True)
class Digits:
    """Digits to learn from and others to be judged on; only `evaluate` asks for the second."""

    train: IdxDigits
    test: IdxDigits
    source: str  # which data, how many, from where


def load_digits(*, sample: bool = False) -> Digits:
    """Map the digits, unpacking them first where that was not done yet; raises `ValueError`."""
    try:
        is_sample = sample or not MNIST.is_here()
        folder = cache_folder() / ("mnist-sample-unpacked" if is_sample else "mnist-unpacked")
    except DatasetProblem as problem:
        raise ValueError(str(problem)) from problem
    try:
        train, test = map(_open, (folder, folder), PARTS)
    except (BadIdx, FileNotFoundError):  # never unpacked, or damaged since
        unpack(folder, sample=is_sample)
        train, test = map(_open, (folder, folder), PARTS)
    name = "A sample of MNIST" if is_sample else "MNIST"
    more = f"\nall 70,000 ({MNIST.megabytes}): {MNIST.command}" if is_sample else ""
    source = (
        f"{name}: {len(train):,} digits to train on and {len(test):,} to test with,\n"
        f"mapped from {folder}{more}"
    )
    return Digits(train, test, source)


def _open(folder: Path, part: str) -> IdxDigits:
    return IdxDigits(folder / f"{part}-images.idx", folder / f"{part}-labels.idx")


def unpack(folder: Path, *, sample: bool) -> None:
    """Check the published files (or the packaged sample) and write them into `folder`, unpacked."""
    try:
        mnist = load_mnist(sample=sample)
    except DatasetProblem as problem:
        raise ValueError(str(problem)) from problem
    folder.mkdir(parents=True, exist_ok=True)
    for part, split in zip(PARTS, (mnist.train, mnist.test), strict=True):
        write_idx(folder / f"{part}-images.idx", split.images)
        write_idx(folder / f"{part}-labels.idx", split.labels)


def checksum(digits: IdxDigits) -> str:
    """Return the SHA-256 of all pictures and labels, as they lie on disk."""
    digest = hashlib.sha256(digits.image_file.read_bytes())
    digest.update(digits.label_file.read_bytes())
    return digest.hexdigest()


def hold_out(n: int, share: float, seed: int) -> tuple[Tensor, Tensor]:
    """Deal the places 0 to n - 1 at random into those to learn from and a `share` to validate on."""
    n_held = round(share * n)
    if not 0 < n_held < n:
        raise ValueError(f"a share of {share} leaves one part of {n} digits empty")
    order = torch.from_numpy(np.random.default_rng(seed).permutation(n))
    return order[n_held:], order[:n_held]
