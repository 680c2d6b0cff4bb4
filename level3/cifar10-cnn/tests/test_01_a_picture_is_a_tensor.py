"""Step 1: pictures as arrays of bytes, as batches, as floats around 0, and in a row."""

import numpy as np
import pytest

from cifar10_cnn.pixels import MEAN, STD, side_by_side, to_batch, to_floats

BYTES = np.arange(2 * 2 * 3 * 3, dtype=np.uint8).reshape(2, 2, 3, 3)  # two pictures, 2 x 3 pixels


def test_a_batch_of_one_has_an_axis_in_front() -> None:
    """A picture (2, 3, 3) becomes a batch (1, 2, 3, 3), which holds the same picture."""
    batch = to_batch(BYTES[1])
    assert batch.shape == (1, 2, 3, 3)
    np.testing.assert_array_equal(batch[0], BYTES[1])


def test_the_floats_are_float32() -> None:
    """The tensor is of float32: half the memory of float64, and enough to learn with."""
    assert to_floats(BYTES).dtype == "float32"


def test_the_shape_stays() -> None:
    """Two pictures (2, 2, 3, 3) give a tensor of that shape, and one picture (2, 3, 3) one of its own."""
    assert to_floats(BYTES).shape == (2, 2, 3, 3)
    assert to_floats(BYTES[0]).shape == (2, 3, 3)


@pytest.mark.parametrize(
    ("byte", "red", "green", "blue"),
    [
        (0, -1.9895, -1.9803, -1.7068),
        (255, 2.0591, 2.1265, 2.1158),
        (51, -1.1798, -1.1589, -0.9423),
    ],
)
def test_each_channel_has_its_own_mean_and_deviation(
    byte: int, red: float, green: float, blue: float
) -> None:
    """Black becomes -1.9895, -1.9803, -1.7068; white 2.0591, 2.1265, 2.1158; 51, a fifth of white, lies between."""
    pixel = np.asarray(to_floats(np.full((1, 1, 1, 3), byte, np.uint8)))[0, 0, 0]
    np.testing.assert_allclose(pixel, [red, green, blue], atol=1e-4)


def test_the_floats_can_be_turned_back() -> None:
    """Times the deviation, plus the mean, times 255: there are the bytes again, each in its place."""
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
    shares = np.asarray(to_floats(images)) * STD + MEAN
    np.testing.assert_allclose(255 * shares, images, atol=1e-3)


def test_the_bytes_stay_as_they_are() -> None:
    """`to_floats` makes new numbers, and leaves the pictures' own alone."""
    images = BYTES.copy()
    to_floats(images)
    np.testing.assert_array_equal(images, BYTES)


def test_pictures_in_a_row_are_one_broad_picture() -> None:
    """Two pictures of 2 x 3 pixels side by side are one of 2 x 6, still bytes, still of three channels."""
    row = side_by_side(BYTES)
    assert (row.shape, row.dtype) == ((2, 6, 3), np.uint8)


def test_each_picture_stays_whole() -> None:
    """The left half of the row is the first picture, the right half the second, line for line."""
    row = side_by_side(BYTES)
    np.testing.assert_array_equal(row[:, :3], BYTES[0])
    np.testing.assert_array_equal(row[:, 3:], BYTES[1])
