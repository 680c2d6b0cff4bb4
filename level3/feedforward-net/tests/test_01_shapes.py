"""Step 1: pictures become rows for the network, or a strip for people."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from feedforward_net.shapes import side_by_side, to_rows


def test_each_picture_becomes_a_row_of_784() -> None:
    """Three pictures of 28 x 28 are three rows of 784: the first length stays the number of pictures."""
    assert to_rows(torch.zeros(3, 28, 28, dtype=torch.uint8)).shape == (3, 784)


def test_the_rows_are_float32() -> None:
    """A network computes in float32, torch's own dtype for decimals."""
    assert to_rows(torch.zeros(1, 28, 28, dtype=torch.uint8)).dtype == torch.float32


@pytest.mark.parametrize(("byte", "number"), [(0, -0.4242), (51, 0.2249), (255, 2.8215)])
def test_a_pixel_is_scaled_by_mean_and_deviation(byte: int, number: float) -> None:
    """Black is below 0 and white far above: as a share of 255, less MEAN, over STD."""
    rows = to_rows(torch.full((1, 28, 28), byte, dtype=torch.uint8))
    torch.testing.assert_close(rows, torch.full((1, 784), number), atol=1e-4, rtol=0)


def test_the_pixels_keep_their_order() -> None:
    """A row holds the lines of its picture one after another: pixel (1, 2) stands at 28 + 2."""
    image = torch.zeros(1, 28, 28, dtype=torch.uint8)
    image[0, 1, 2] = 255
    assert to_rows(image)[0].argmax() == 30


def test_no_pictures_are_no_rows() -> None:
    """A scan without digits gives an empty batch, and it has 784 columns all the same."""
    assert to_rows(torch.zeros(0, 28, 28, dtype=torch.uint8)).shape == (0, 784)


def test_two_pictures_stand_side_by_side() -> None:
    """The first picture is at the left, and each line of the strip runs through both."""
    pictures = torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    assert side_by_side(pictures).tolist() == [[1, 2, 5, 6], [3, 4, 7, 8]]


@given(st.integers(0, 4), st.integers(1, 5), st.integers(1, 5))
def test_plain_loops_find_the_same_strip(n: int, height: int, width: int) -> None:
    """Whatever the sizes, column x of picture k stands at k * width + x."""
    pictures = torch.arange(n * height * width).reshape(n, height, width)
    strip = side_by_side(pictures)
    assert strip.shape == (height, n * width)
    for k in range(n):
        for x in range(width):
            assert strip[:, k * width + x].tolist() == pictures[k, :, x].tolist()
