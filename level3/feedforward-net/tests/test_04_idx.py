"""Step 4: a Dataset over a memory-mapped file."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator
from torch.utils.data import DataLoader

from feedforward_net.datasets import IdxDigits
from feedforward_net.idx import map_idx, map_values, read_shape, write_idx


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an image file and a label file of 12 digits; every pixel of picture n is 20 n or one more."""
    folder, rng = tmp_path_factory.mktemp("idx"), np.random.default_rng(0)
    places = np.arange(12, dtype=np.uint8)
    write_idx(
        folder / "images",
        20 * places[:, None, None] + rng.integers(2, size=(12, 28, 28), dtype=np.uint8),
    )
    write_idx(folder / "labels", places % 10)
    return folder / "images", folder / "labels"


def test_sizes_stand_with_their_most_significant_byte_first() -> None:
    """00 00 ea 60 is 60,000, as in the header of MNIST's own file: 0xea * 256 + 0x60."""
    assert read_shape(bytes.fromhex("0000ea60 0000001c 0000001c")) == (60_000, 28, 28)


def test_there_are_as_many_sizes_as_the_header_holds() -> None:
    """A header of four bytes tells of one dimension, a label file's; sixteen bytes tell of four."""
    assert read_shape(bytes.fromhex("00002710")) == (10_000,)
    assert read_shape(bytes.fromhex("00000001 00000002 00000003 00000004")) == (1, 2, 3, 4)


@pytest.mark.parametrize("shape", [(1,), (3, 2), (4, 3, 2), (2, 1, 5, 3)])
def test_what_was_written_is_mapped(shape: tuple[int, ...], tmp_path: Path, rng: Generator) -> None:
    """The array is found again behind its header, whatever its shape."""
    values = rng.integers(256, size=shape, dtype=np.uint8)
    write_idx(tmp_path / "values", values)
    np.testing.assert_array_equal(map_idx(tmp_path / "values"), values)


def test_the_values_begin_behind_the_header(tmp_path: Path) -> None:
    """Six bytes behind an offset of 3 are the array; the three in front are none of it."""
    (tmp_path / "file").write_bytes(bytes([9, 9, 9, 1, 2, 3, 4, 5, 6]))
    assert map_values(tmp_path / "file", 3, (2, 3)).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_hundred_megabytes_are_mapped_and_not_read(tmp_path: Path) -> None:
    """One picture of 128,000 costs less than a megabyte of memory: the others stay on disk."""
    big, n = tmp_path / "big", 128_000
    with big.open("wb") as file:
        file.truncate(n * 784)  # a file with a hole: it takes no place on the disk
    tracemalloc.start()
    assert not map_values(big, 0, (n, 28, 28))[n - 1].any()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert round(peak / 1e6) == 0  # MB


def test_the_file_cannot_be_changed_through_the_map(files: tuple[Path, Path]) -> None:
    """The map is for reading: an assignment is refused, and the data set stays what it was."""
    with pytest.raises(ValueError, match="read-only"):
        map_idx(files[0])[0, 0, 0] = 7


def test_a_dataset_knows_how_many_digits_it_has(files: tuple[Path, Path]) -> None:
    """`len` counts the labels, which are as many as the pictures."""
    assert len(IdxDigits(*files)) == 12


def test_one_digit_is_a_picture_of_bytes_and_a_label(files: tuple[Path, Path]) -> None:
    """Place 11 holds a picture (28, 28) of uint8, and the label 1 as an int64 without dimensions."""
    picture, label = IdxDigits(*files)[11]
    assert (picture.dtype, tuple(picture.shape)) == (torch.uint8, (28, 28))
    assert set(picture.unique().tolist()) == {220, 221}
    assert (label.dtype, tuple(label.shape), int(label)) == (torch.int64, (), 1)


def test_a_digit_is_the_callers_own(files: tuple[Path, Path]) -> None:
    """Whoever paints over a picture finds the old one when asking again."""
    digits = IdxDigits(*files)
    shared = np.shares_memory(digits[5][0].numpy(), digits._images)
    assert not shared, "the picture lies in the mapped file itself"  # and painting kills us
    digits[5][0].fill_(9)
    assert set(digits[5][0].unique().tolist()) == {100, 101}


@given(st.lists(st.integers(0, 11), min_size=1, max_size=9))
def test_a_batch_is_its_digits_one_by_one(files: tuple[Path, Path], places: list[int]) -> None:
    """`__getitems__` returns what stacking the single digits would: any places, in any order, also twice."""
    digits = IdxDigits(*files)
    pictures, labels = digits.__getitems__(places)
    one_by_one = [digits[place] for place in places]
    assert pictures.tolist() == [picture.tolist() for picture, _ in one_by_one]
    assert labels.tolist() == [label.item() for _, label in one_by_one]
    assert (pictures.dtype, labels.dtype) == (torch.uint8, torch.int64)


def test_labels_can_pick(files: tuple[Path, Path]) -> None:
    """As an index int64 picks rows, 3 and 4 of a table; bytes would be taken for a mask."""
    _, labels = IdxDigits(*files).__getitems__([3, 4])
    assert torch.arange(10)[labels].tolist() == [3, 4]


def test_a_loader_asks_for_whole_batches(files: tuple[Path, Path]) -> None:
    """DataLoader finds `__getitems__` and calls it: 12 digits by fives come as 5, 5 and 2."""
    loader = DataLoader(IdxDigits(*files), batch_size=5, collate_fn=lambda batch: batch)
    assert [tuple(pictures.shape) for pictures, _ in loader] == [
        (5, 28, 28),
        (5, 28, 28),
        (2, 28, 28),
    ]
