"""Step 1: pictures become rows of numbers around 0, and the nearest average names a digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_from_scratch.baseline import nearest
from mnist_from_scratch.data import MEAN, STD, to_picture, to_rows

COUNTING = (np.arange(2 * 28 * 28) % 251).astype(np.uint8).reshape(2, 28, 28)
PLACES = st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=6)


def test_each_picture_becomes_a_row_of_784() -> None:
    """Two pictures (2, 28, 28) become two rows, (2, 784)."""
    assert to_rows(COUNTING).shape == (2, 784)


def test_the_rows_are_float32() -> None:
    """The rows are float32: half the memory of float64, and enough to learn with."""
    assert to_rows(COUNTING).dtype == np.float32


@pytest.mark.parametrize(("byte", "value"), [(0, -0.4242), (255, 2.8215), (51, 0.2249)])
def test_a_pixel_is_scaled_by_mean_and_deviation(byte: int, value: float) -> None:
    """Black, 0, becomes -0.4242; white, 255, becomes 2.8215; 51, a fifth of white, 0.2249."""
    picture = np.full((1, 28, 28), byte, dtype=np.uint8)
    assert to_rows(picture) == pytest.approx(value, abs=1e-4)


def test_the_pixels_keep_their_order() -> None:
    """The pixel in line 2, place 5 of a picture stands at 2 * 28 + 5 in its row."""
    rows = to_rows(COUNTING)
    for picture, line, place in ((0, 0, 0), (0, 2, 5), (1, 27, 27)):
        expected = (COUNTING[picture, line, place] / 255 - MEAN) / STD
        assert rows[picture, line * 28 + place] == pytest.approx(expected, abs=1e-6)


@given(st.binary(min_size=784, max_size=784))
def test_a_row_can_be_turned_back(pixels: bytes) -> None:
    """`to_picture` makes the same picture again of a row that `to_rows` made."""
    picture = np.frombuffer(pixels, dtype=np.uint8).reshape(28, 28)
    np.testing.assert_array_equal(to_picture(to_rows(picture[np.newaxis])[0]), picture)


def test_the_pictures_stay_as_they_are() -> None:
    """`to_rows` makes new numbers, and leaves the bytes of the pictures alone."""
    images = COUNTING.copy()
    to_rows(images)
    np.testing.assert_array_equal(images, COUNTING)


def test_the_nearest_of_two_averages_is_found() -> None:
    """Of (0, 0) and (10, 0) the first is nearest to (2, 1) and to (4, 9), the second to (7, 0)."""
    averages = np.array([[0.0, 0.0], [10.0, 0.0]])
    rows = np.array([[2.0, 1.0], [7.0, 0.0], [4.0, 9.0]])
    np.testing.assert_array_equal(nearest(rows, averages), [0, 1, 0])


def test_far_below_is_as_far_as_far_above() -> None:
    """-100 is further from 0 than 3 is: differences are squared before they are summed."""
    found = nearest(np.array([[0.0, 0.0]]), np.array([[-100.0, -100.0], [3.0, 3.0]]))
    np.testing.assert_array_equal(found, [1])


@given(rows=PLACES, averages=PLACES)
def test_plain_loops_find_the_same_average(
    rows: list[tuple[int, int, int]], averages: list[tuple[int, int, int]]
) -> None:
    """Plain loops, by Pythagoras, find the same averages; of equally near ones, the first."""
    found = nearest(np.array(rows, dtype=float), np.array(averages, dtype=float))
    for row, answer in zip(rows, found, strict=True):
        distances = [sum((x - y) ** 2 for x, y in zip(row, each, strict=True)) for each in averages]
        assert answer == distances.index(min(distances))


def test_the_averages_stay_as_they_are() -> None:
    """`nearest` changes neither the rows nor the averages."""
    rows, averages = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])
    nearest(rows, averages)
    np.testing.assert_array_equal(rows, [[1.0, 2.0]])
    np.testing.assert_array_equal(averages, [[3.0, 4.0], [5.0, 6.0]])


def test_the_baseline_names_four_digits_in_five(command) -> None:
    """The command `baseline` is right for 81.2% of the sample's test digits."""
    assert "the right digit for 81.2% of 1,000 test digits" in command("baseline", "--sample")
