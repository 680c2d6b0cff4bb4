"""Step 13: Grad-CAM says which places speak for an answer."""

import keras
import numpy as np
import pytest

from cifar10_cnn.gradcam import cut, heat
from cifar10_cnn.pixels import to_batch, to_floats
from cifar10_cnn.worked import colour_network

ORANGE, BLUE = 0, 1
NOISE = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)


def picture() -> np.ndarray:
    """Return 8 x 8 blue pixels with an orange square of 3 x 2, lines 1 to 3, columns 4 and 5."""
    pixels = np.full((8, 8, 3), (0, 60, 130), np.uint8)
    pixels[1:4, 4:6] = (255, 130, 0)
    return pixels


def random_network() -> keras.Model:
    """Return a small residual network with random weights."""
    keras.utils.set_random_seed(1)
    pictures = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, padding="same")(pictures)
    x = keras.layers.Add()([x, keras.layers.Conv2D(4, 3, padding="same")(x)])
    x = keras.layers.MaxPooling2D()(keras.layers.BatchNormalization()(x))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(pictures, keras.layers.Dense(3)(x))


def test_orange_is_where_it_looks_for_orange() -> None:
    """The network made by hand looks at the orange square for `orange`, and nowhere else."""
    found = heat(colour_network((8, 8, 3)), picture(), ORANGE)
    expected = np.zeros((8, 8))
    expected[1:4, 4:6] = 1
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_for_another_answer_it_looks_elsewhere() -> None:
    """For `blue` the same picture is hot everywhere but in the square."""
    found = heat(colour_network((8, 8, 3)), picture(), BLUE)
    assert found[1:4, 4:6].max() == 0 and found[0].min() > 0.99


def test_heat_is_of_the_maps_size_and_from_0_to_1() -> None:
    """After a pooling the maps of an 8 x 8 picture are 4 x 4; their heat is above 0, and at most 1."""
    found = heat(random_network(), NOISE, 2)
    assert found.shape == (4, 4)
    assert found.min() >= 0 and found.max() == pytest.approx(1)


@pytest.mark.parametrize("label", [0, 1, 2])
def test_the_weights_are_the_mean_gradients(label: int) -> None:
    """Behind a mean and a dense layer, the gradient of a map is its weight: so the heat can be had without one."""
    network, noise = random_network(), NOISE
    maps = np.asarray(cut(network)[0](to_floats(to_batch(noise)), training=False))[0]
    weights = network.layers[-1].get_weights()[0][:, label]
    speaks = np.maximum(maps @ weights, 0)
    np.testing.assert_allclose(heat(network, noise, label), speaks / speaks.max(), atol=1e-5)


def test_a_picture_that_speaks_against_it_is_cold() -> None:
    """Where no place speaks for the answer, the heat is 0 everywhere, and no NaN."""
    green = np.full((8, 8, 3), (0, 255, 0), np.uint8)
    green[..., 2] = 130  # bluish: nothing of it is orange
    np.testing.assert_array_equal(heat(colour_network((8, 8, 3)), green, ORANGE), np.zeros((8, 8)))


def test_looking_changes_no_weight() -> None:
    """Where it looked is asked with the network at rest: BatchNormalization keeps its means."""
    network = random_network()
    before = [weight.copy() for weight in network.get_weights()]
    heat(network, picture(), 0)
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
