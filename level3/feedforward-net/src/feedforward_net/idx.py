"""IDX, MNIST's own format, mapped into memory: a page is read from disk when it is looked at.

bytes 0, 1: zero; byte 2: the type, 8 for bytes; byte 3: the number d of dimensions; then d sizes of four bytes,
the most significant first; then the values. http://yann.lecun.com/exdb/mnist/
"""

import struct
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedforward_net.files import write_whole

Bytes = NDArray[np.uint8]
MAGIC = b"\x00\x00\x08"  # and then the number of dimensions


class BadIdx(ValueError):
    """A file is no IDX file of bytes; the message names file and reason."""


def map_idx(path: Path) -> Bytes:
    """Return the array in an unpacked IDX file, without reading it; raises `BadIdx`."""
    with path.open("rb") as file:
        start = file.read(4)
        if len(start) < 4 or start[:3] != MAGIC or not 0 < start[3] < 5:
            raise BadIdx(f"{path}: no IDX file of bytes: it starts with {start.hex(' ')}")
        sizes = file.read(4 * start[3])
    shape = read_shape(sizes)
    expected = 4 + len(sizes) + prod(shape)
    if (found := path.stat().st_size) != expected:
        raise BadIdx(f"{path}: holds {found:,} bytes, and its header tells of {expected:,}")
    return map_values(path, 4 + len(sizes), shape)


def read_shape(sizes: bytes) -> tuple[int, ...]:
    """Return the sizes of an IDX header: four bytes each, the most significant first."""
    # step 4: begin
    return struct.unpack(f">{len(sizes) // 4}I", sizes)
    # step 4: end


def map_values(path: Path, offset: int, shape: tuple[int, ...]) -> Bytes:
    """Map the bytes of a file from `offset` on as an array of `shape`, to be read only."""
    # step 4: begin
    return np.memmap(path, np.uint8, mode="r", offset=offset, shape=shape)
    # step 4: end


def write_idx(path: Path, values: Bytes) -> None:
    """Write an array of bytes as an unpacked IDX file, all at once."""
    header = MAGIC + bytes([values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
    write_whole(path, header + values.tobytes())
