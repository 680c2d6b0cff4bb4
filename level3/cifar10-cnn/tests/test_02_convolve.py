"""Step 2: convolution and pooling with nothing but sums, against Keras."""

import keras
import numpy as np
import pytest

from cifar10_cnn.convolve import UPRIGHT, convolve, convolve_all, max_pool

STEP = np.array([[0, 0, 1, 1, 1]] * 4, dtype=float)  # dark, and from the third column on light


def noise(*shape: int) -> np.ndarray:
    """Return random numbers of a shape, the same every time."""
    return np.random.default_rng(0).normal(size=shape)


def test_an_edge_is_found_where_it_is() -> None:
    """A kernel for upright edges answers 3 at both places whose window holds the edge, and 0 elsewhere."""
    np.testing.assert_array_equal(convolve(STEP, UPRIGHT), [[3, 3, 0], [3, 3, 0]])


def test_the_kernel_is_not_turned_round() -> None:
    """The kernel's number at the top left meets the window's pixel at the top left."""
    image = np.zeros((3, 3))
    image[1, 1] = 1
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(convolve(image, kernel), [[4, 3], [2, 1]])


@pytest.mark.parametrize("size", [1, 2, 3])
def test_one_channel_agrees_with_keras(size: int) -> None:
    """On an oblong picture of 5 x 7 and with kernels of any size, Keras computes the same."""
    image, kernel = noise(5, 7), noise(9)[: size * size].reshape(size, size)
    theirs = keras.ops.conv(image[None, :, :, None], kernel[:, :, None, None], padding="valid")
    np.testing.assert_allclose(convolve(image, kernel), theirs[0, ..., 0], atol=1e-5)


def test_a_map_is_summed_over_the_channels() -> None:
    """A kernel of ones over three channels of 1, 10 and 100 answers 111 at each place."""
    image = np.ones((2, 2, 3)) * [1, 10, 100]
    np.testing.assert_array_equal(
        convolve_all(image, np.ones((1, 1, 3, 1))), np.full((2, 2, 1), 111)
    )


def test_all_maps_agree_with_keras() -> None:
    """Four kernels of 3 x 3 over two channels give four maps, each in its place, as Keras has them."""
    image, kernels = noise(5, 6, 2), noise(3, 3, 2, 4)
    theirs = keras.ops.conv(image[None], kernels, padding="valid")
    np.testing.assert_allclose(convolve_all(image, kernels), theirs[0], atol=1e-5)


def test_the_largest_of_each_square_is_kept() -> None:
    """Of 4 x 4 numbers from 0 to 15, the largest of each 2 x 2 are 5, 7, 13 and 15."""
    counting = np.arange(16.0).reshape(4, 4, 1)
    np.testing.assert_array_equal(max_pool(counting)[..., 0], [[5, 7], [13, 15]])


def test_what_fills_no_square_is_left_out() -> None:
    """Of 5 x 7 places, 2 x 3 squares of 2 x 2 can be filled, and 1 x 2 of 3 x 3."""
    assert max_pool(noise(5, 7, 2)).shape == (2, 3, 2)
    assert max_pool(noise(5, 7, 2), 3).shape == (1, 2, 2)


@pytest.mark.parametrize("size", [2, 3])
def test_pooling_agrees_with_keras(size: int) -> None:
    """Each map is pooled for itself, as Keras does it, also where all numbers are below 0."""
    maps = noise(6, 7, 3) - 5
    theirs = keras.ops.max_pool(maps[None], size)
    np.testing.assert_allclose(max_pool(maps, size), theirs[0], atol=1e-5)
