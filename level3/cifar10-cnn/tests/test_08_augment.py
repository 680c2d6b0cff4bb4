"""Step 8: pictures mirrored and moved by dice that depend on seed and epoch alone."""

import numpy as np
import pytest

from cifar10_cnn.augment import augment, crop, draw, flip

SIDE = 8


def noise(n: int) -> np.ndarray:
    """Return n different pictures of bytes, higher than broad."""
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (n, SIDE, SIDE - 2, 3), dtype=np.uint8)


def test_every_picture_has_its_row_of_dice() -> None:
    """For 1,000 pictures there are 1,000 rows of 5 dice, from 0 to below 1, half of them below a half."""
    dice = np.asarray(draw(1000, 0, 0))
    assert dice.shape == (1000, 5)
    assert dice.min() >= 0 and dice.max() < 1
    np.testing.assert_allclose((dice < 0.5).mean(axis=0), 0.5, atol=0.07)


def test_the_dice_can_be_had_again() -> None:
    """The same seed and epoch give the same dice, whatever was drawn in between."""
    first = draw(20, 3, 4)
    draw(7, 0, 0)
    np.testing.assert_array_equal(first, draw(20, 3, 4))


@pytest.mark.parametrize(("seed", "epoch"), [(3, 5), (4, 4), (4, 3)])
def test_each_epoch_and_each_seed_has_its_own(seed: int, epoch: int) -> None:
    """Epoch 5 of seed 3, epoch 4 of seed 4 and epoch 3 of seed 4 differ from epoch 4 of seed 3."""
    assert (np.asarray(draw(20, 3, 4)) != np.asarray(draw(20, seed, epoch))).mean() > 0.99


def test_a_die_below_a_half_mirrors_its_own_picture() -> None:
    """Of three pictures with dice .2, .5 and .9, the first alone is mirrored, left to right."""
    images = noise(3)
    found = np.asarray(flip(images, np.float32([0.2, 0.5, 0.9])))
    np.testing.assert_array_equal(found[0], images[0, :, ::-1])
    np.testing.assert_array_equal(found[1:], images[1:])


@pytest.mark.parametrize(
    ("down", "right", "top", "left"), [(0.0, 0.0, 0, 0), (0.5, 0.5, 1, 1), (0.99, 0.4, 2, 1)]
)
def test_the_dice_say_which_line_and_column_is_first(
    down: float, right: float, top: int, left: int
) -> None:
    """With a reach of 1 there are three places each way; dice 0 take the first, .5 the middle, .99 the last."""
    images = noise(1)
    padded = np.pad(images[0], [(1, 1), (1, 1), (0, 0)], mode="reflect")
    expected = padded[top : top + SIDE, left : left + SIDE - 2]
    np.testing.assert_array_equal(crop(images, np.float32([[down, right]]), 1)[0], expected)


def test_dice_in_the_middle_move_nothing() -> None:
    """The middle of 2 * reach + 1 places is the picture itself."""
    images = noise(2)
    np.testing.assert_array_equal(crop(images, np.full((2, 2), 0.5, np.float32), 3), images)


def test_each_picture_moves_by_its_own_dice() -> None:
    """Two equal pictures with other dice come out as they do alone."""
    images = noise(1).repeat(2, axis=0)
    dice = np.float32([[0.1, 0.9], [0.8, 0.3]])
    both = np.asarray(crop(images, dice, 2))
    assert (both[0] != both[1]).any()
    for place in range(2):
        alone = crop(images[place : place + 1], dice[place : place + 1], 2)[0]
        np.testing.assert_array_equal(both[place], alone)


def test_batches_make_no_difference() -> None:
    """Four pictures at once become what each of them becomes alone, and stay bytes."""
    images, dice = noise(4), draw(4, 0, 0)
    together = np.asarray(augment(images, dice))
    assert together.shape == images.shape and together.dtype == np.uint8
    alone = [augment(images[i : i + 1], dice[i : i + 1])[0] for i in range(4)]
    np.testing.assert_array_equal(together, np.stack(alone))
