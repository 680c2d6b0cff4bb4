"""Read IDX, the format in which MNIST is published (its page, http://yann.lecun.com/exdb/mnist/, describes it).

    bytes 0, 1    zero
    byte 2        type of the values: 8 is an unsigned byte, the only one read here
    byte 3        number of dimensions d
    4 d bytes     the sizes, most significant byte first
    the rest      the values, those of the last dimension side by side

Files are refused for the least deviation: what is wrong in the header may be wrong in the pictures.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from .dataset import DamagedFile, DatasetProblem

UNSIGNED_BYTE = 8

Bytes = NDArray[np.uint8]


def read_idx(file: Path, dimensions: int, most_values: int) -> Bytes:
    """Return the array in a gzipped IDX file of unsigned bytes, read-only.

    No more than `most_values` are unpacked, whatever header and gzip say. Raises `DamagedFile`, or `DatasetProblem`
    where the file cannot be read at all.
    """
    try:
        with gzip.open(file) as stream:
            return _read_array(cast(BinaryIO, stream), dimensions, most_values)
    except (EOFError, gzip.BadGzipFile, ValueError, zlib.error) as error:
        raise DamagedFile(file, error) from error
    except OSError as error:
        raise DatasetProblem(f"{file} cannot be read: {error.strerror}.") from error


def _read_array(stream: BinaryIO, dimensions: int, most_values: int) -> Bytes:
    magic = bytes([0, 0, UNSIGNED_BYTE, dimensions])
    if (start := stream.read(4)) != magic:
        raise ValueError(f"it starts with {start.hex(' ')} instead of {magic.hex(' ')}")
    if len(sizes := stream.read(4 * dimensions)) < 4 * dimensions:
        raise ValueError("its header is cut short")
    shape = struct.unpack(f">{dimensions}I", sizes)
    count = math.prod(shape)
    if count > most_values:
        raise ValueError(f"its header tells of {count:,} values, and {most_values:,} are the most")
    values = stream.read(count + 1)  # one more shows the end, where gzip compares its checksum
    if len(values) != count:
        found = f"{len(values):,}" if len(values) < count else "more"
        raise ValueError(f"its header tells of {count:,} values, and it holds {found}")
    return np.frombuffer(values, np.uint8).reshape(shape)
