"""Grad-CAM on every network of the project, and on what is none."""

import keras
import numpy as np
import pytest

from cifar10_cnn.config import NETWORKS
from cifar10_cnn.gradcam import cut, heat, spread
from cifar10_cnn.model import build
from cifar10_cnn.pixels import to_batch, to_floats

NOISE = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("network", NETWORKS)
def test_both_halves_together_are_the_network(network: str) -> None:
    """Eye and judge, one after the other, give the scores of the whole; and the maps can be looked at."""
    model = build(network, (8, 8, 3), (4, 8), 3)
    eye, judge = cut(model)
    x = to_floats(to_batch(NOISE))
    np.testing.assert_allclose(judge(eye(x)), model(x), atol=1e-5)
    assert heat(model, NOISE, 1).shape == (2, 2)


def test_a_network_without_a_mean_over_places_is_refused() -> None:
    """Where nothing is pooled over all places, it is said what was expected."""
    dense = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="expected one GlobalAveragePooling2D layer, found 0"):
        cut(dense)


def test_heat_is_stretched_over_the_picture() -> None:
    """2 x 2 places become 6 x 8, with all values between, and none beyond the old ones."""
    stretched = spread(np.float32([[0, 0], [0, 1]]), 6, 8)
    assert stretched.shape == (6, 8)
    assert (stretched[0, 0], stretched[-1, -1]) == (0, 1) and len(np.unique(stretched)) > 4
