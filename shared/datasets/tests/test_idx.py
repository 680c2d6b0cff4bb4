import gzip
import math
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_datasets import DamagedFile, DatasetProblem
from roadmap_datasets.idx import Bytes, read_idx

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
MOST = 1000
one_folder_for_all = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def idx(array: Bytes) -> bytes:
    """Write an array the way the format's page says."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return header + array.tobytes()


def counting(shape: tuple[int, ...]) -> Bytes:
    return np.arange(math.prod(shape), dtype=np.uint8).reshape(shape)


def read(folder: Path, packed: bytes, dimensions: int) -> Bytes:
    file = folder / "some-idx.gz"
    file.write_bytes(packed)
    return read_idx(file, dimensions, MOST)


def is_refused_or_equal(folder: Path, packed: bytes, array: Bytes) -> bool:
    try:
        return np.array_equal(read(folder, packed, array.ndim), array)
    except DamagedFile as problem:
        return "some-idx.gz is damaged: " in str(problem)


@given(shape=st.lists(st.integers(0, 9), min_size=1, max_size=3).map(tuple))
@one_folder_for_all
def test_what_was_written_is_read(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """An array that was written as IDX comes back equal and read-only."""
    array = counting(shape)
    found = read(tmp_path, gzip.compress(idx(array)), array.ndim)
    assert found.shape == shape and np.array_equal(found, array)
    assert found.dtype == np.uint8 and not found.flags.writeable


@given(shape=SIZES, data=st.data())
@one_folder_for_all
def test_a_file_cut_short_is_refused(
    tmp_path: Path, shape: tuple[int, ...], data: st.DataObject
) -> None:
    """No beginning of a file passes for the file, whether it was cut before or after packing."""
    array = counting(shape)
    whole, packed = idx(array), gzip.compress(idx(array))
    cut_before = gzip.compress(whole[: data.draw(st.integers(0, len(whole) - 1))])
    cut_after = packed[: data.draw(st.integers(0, len(packed) - 1))]
    for damaged in (cut_before, cut_after):
        with pytest.raises(DamagedFile, match="some-idx.gz is damaged: "):
            read(tmp_path, damaged, array.ndim)


@given(shape=SIZES, data=st.data())
@one_folder_for_all
def test_a_changed_header_is_refused(
    tmp_path: Path, shape: tuple[int, ...], data: st.DataObject
) -> None:
    """No byte of the IDX header can be another one."""
    array = counting(shape)
    damaged = bytearray(idx(array))
    damaged[data.draw(st.integers(0, 3 + 4 * array.ndim))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedFile, match="some-idx.gz is damaged: "):
        read(tmp_path, gzip.compress(damaged), array.ndim)


@given(shape=SIZES, data=st.data())
@one_folder_for_all
def test_a_changed_byte_never_changes_the_values(
    tmp_path: Path, shape: tuple[int, ...], data: st.DataObject
) -> None:
    """Whatever byte of the packed file changes, it is refused or read the same."""
    array = counting(shape)
    damaged = bytearray(gzip.compress(idx(array)))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    assert is_refused_or_equal(tmp_path, bytes(damaged), array)


@given(rest=st.binary(min_size=1, max_size=40))
@one_folder_for_all
def test_bytes_after_the_values_are_refused(tmp_path: Path, rest: bytes) -> None:
    """What follows the values is refused, be it inside or after the packed stream."""
    array = counting((2, 3))
    with pytest.raises(DamagedFile, match="6 values, and it holds more"):
        read(tmp_path, gzip.compress(idx(array) + rest), 2)
    assert is_refused_or_equal(tmp_path, gzip.compress(idx(array)) + rest, array)


@pytest.mark.parametrize("promised", [50_000_000, 6])
def test_a_small_file_cannot_fill_the_memory(tmp_path: Path, promised: int) -> None:
    """A file that unpacks to 50 MB is refused after a few kB, whether its header owns up to it or not."""
    header = struct.pack(">BBBBI", 0, 0, 8, 1, promised)
    packed = gzip.compress(header + bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(DamagedFile, match=f"tells of {promised:,} values, and "):
            read(tmp_path, packed, 1)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_header_of_impossible_sizes_is_refused(tmp_path: Path) -> None:
    """Three sizes of four thousand million each are no reason to ask for memory."""
    header = struct.pack(">BBBBIII", 0, 0, 8, 3, *[2**32 - 1] * 3)
    with pytest.raises(DamagedFile, match="1,000 are the most"):
        read(tmp_path, gzip.compress(header + bytes(100)), 3)


def test_a_page_of_html_is_refused(tmp_path: Path) -> None:
    """What a captive portal sends instead of data is no gzip file."""
    with pytest.raises(DamagedFile, match="Not a gzipped file"):
        read(tmp_path, b"<html>Please log in</html>", 1)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    """A file that cannot be read at all is named, with the reason."""
    (tmp_path / "x.gz").mkdir()
    with pytest.raises(DatasetProblem, match=r"/x.gz cannot be read: Is a directory\.$"):
        read_idx(tmp_path / "x.gz", 1, MOST)
