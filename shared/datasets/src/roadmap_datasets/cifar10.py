"""CIFAR-10: 60,000 small photographs of ten kinds (Krizhevsky, 2009), or 2,500 drawn shapes in their place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .dataset import DamagedFile, Dataset, RemoteFile
from .drawn_shapes import SHAPES, draw_shapes
from .idx import Bytes
from .split import Split

SIDE = 32  # pixels
EACH = 10_000  # pictures in a file
RECORD = 1 + 3 * SIDE * SIDE  # bytes: the label, then all of red, of green and of blue
CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
TRAIN_FILES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_FILE = "test_batch.bin"

N_SAMPLE = (2000, 500)  # to train on, and to test with
SAMPLE_SEED = 10


@dataclass(frozen=True, eq=False)
class Cifar10:
    """Pictures (N, 32, 32, 3), red first, to train on and others to test with."""

    train: Split
    test: Split
    classes: tuple[str, ...]  # what each label means, of the sample something else
    is_sample: bool
    source: str  # for the user, in two lines: which data, how many, from where


def load_cifar10(*, sample: bool = False) -> Cifar10:
    """Return CIFAR-10 from the cache, or drawn shapes where it is not there or they are asked for.

    Never uses the network. Raises `DatasetProblem` where what is in the cache is damaged, rather than using the
    sample unasked.
    """
    if sample or not CIFAR10.is_here():
        return _draw_sample()
    train, test = CIFAR10.read(read_cifar10)
    source = f"CIFAR-10: 50,000 photographs to train on and 10,000 to test with,\nfrom {CIFAR10.folder()}"
    return Cifar10(train, test, CLASSES, False, source)


def read_cifar10(folder: Path) -> tuple[Split, Split]:
    """Return training and test set from the six published files; raise `DamagedFile`."""
    parts = [_read_file(folder / name) for name in TRAIN_FILES]
    labels = np.concatenate([part.labels for part in parts])
    _check_counts(folder / TRAIN_FILES[0], labels, 5000)
    test = _read_file(folder / TEST_FILE)
    _check_counts(folder / TEST_FILE, test.labels, 1000)
    return Split(np.concatenate([part.images for part in parts]), labels), test


def _read_file(file: Path) -> Split:
    """Read one file of 10,000 pictures."""
    records = np.fromfile(file, np.uint8)
    if records.size != EACH * RECORD:
        raise DamagedFile(file, f"it holds {records.size:,} bytes instead of {EACH * RECORD:,}")
    records = records.reshape(EACH, RECORD)
    planes = records[:, 1:].reshape(EACH, 3, SIDE, SIDE)
    return Split(np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), records[:, 0].copy())


def _check_counts(file: Path, labels: Bytes, each: int) -> None:
    """Compare how often each label occurs with what was published."""
    found = np.bincount(labels, minlength=10).tolist()
    if found != [each] * 10:
        raise DamagedFile(file, f"of each label from 0 on there are {found} instead of {each:,}")


def _draw_sample() -> Cifar10:
    """Draw the shapes, always the same."""
    # RandomState, unlike Generator, promises the same stream in every version (NEP 19).
    rng = np.random.RandomState(SAMPLE_SEED)
    train, test = (Split(*draw_shapes(count, SIDE, rng)) for count in N_SAMPLE)
    numbers = " and ".join(
        f"{count:,} to {what}"
        for count, what in zip(N_SAMPLE, ("train on", "test with"), strict=True)
    )
    rest = f"the 60,000 photographs ({CIFAR10.megabytes}): {CIFAR10.command}"
    source = f"Drawn shapes instead of CIFAR-10: {numbers};\n{rest}"
    return Cifar10(train, test, SHAPES, True, source)


CIFAR10 = Dataset(
    name="cifar10",
    title="CIFAR-10: 60,000 photographs of ten kinds, 32 × 32 pixels",
    licence="none stated; its author asks to be cited",
    source="https://www.cs.toronto.edu/~kriz/cifar.html",
    mirrors=("https://www.cs.toronto.edu/~kriz", "https://cave.cs.toronto.edu/kriz"),
    files=tuple(RemoteFile(name, EACH * RECORD, ()) for name in (*TRAIN_FILES, TEST_FILE)),
    verify=read_cifar10,
    substitute="2,500 drawn shapes",
    archive=RemoteFile(
        "cifar-10-binary.tar.gz",
        170_052_171,
        (
            "md5:c32a1d4ab5d03f1284b67883e8d87530",
            "sha256:c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
    layout="cifar-10-batches-bin",
)
