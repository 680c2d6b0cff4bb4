"""The hole in a picture, and how far a picture moves."""

import numpy as np
import pytest

from cifar10_cnn.augment import augment, cut_out

WHITE = np.full((1, 8, 8, 3), 255, np.uint8)
NEITHER = (0.9, 0.5, 0.5)  # dice that neither mirror nor move


@pytest.mark.parametrize(
    ("dice", "lines", "columns"),
    [((0.5, 0.25), (3, 6), (1, 4)), ((0.0, 0.99), (0, 2), (6, 8))],
    ids=["within", "over the edge"],
)
def test_a_hole_lies_around_its_place(
    dice: tuple[float, float], lines: tuple[int, int], columns: tuple[int, int]
) -> None:
    """A hole of 3 pixels has its middle where two dice say, and ends at the picture's edge."""
    expected = WHITE.copy()
    expected[:, slice(*lines), slice(*columns)] = 0
    np.testing.assert_array_equal(cut_out(WHITE, np.float32([dice]), 3), expected)


def test_a_hole_has_dice_of_its_own() -> None:
    """Where a picture moves to says nothing of where its hole is: the last two dice do."""
    found = augment(WHITE, np.float32([[*NEITHER, 0.0, 0.5]]), hole=3)
    np.testing.assert_array_equal(found, cut_out(WHITE, np.float32([[0.0, 0.5]]), 3))


def test_a_picture_moves_by_an_eighth_at_most() -> None:
    """The lowest dice move 16 pixels by 2 each way: what comes in is mirrored at the edge."""
    picture = np.random.default_rng(0).integers(0, 256, (1, 16, 16, 3), dtype=np.uint8)
    padded = np.pad(picture[0], [(2, 2), (2, 2), (0, 0)], mode="reflect")
    found = augment(picture, np.float32([[0.9, 0.0, 0.0, 0.0, 0.0]]))
    np.testing.assert_array_equal(found[0], padded[:16, :16])
