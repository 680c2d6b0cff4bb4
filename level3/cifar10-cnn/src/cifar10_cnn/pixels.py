"""Pictures as tensors: bytes become numbers around 0.

N pictures of H lines and W columns with three channels, red, green and blue, are an array (N, H, W, 3).
"""

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Images = NDArray[np.uint8]  # (N, H, W, 3)
Floats = NDArray[np.float32]

# Of CIFAR-10's training pixels, by channel, as shares of 255.
MEAN = np.array([0.4914, 0.4822, 0.4465], dtype=np.float32)
STD = np.array([0.2470, 0.2435, 0.2616], dtype=np.float32)


def to_batch(picture: Images) -> Images:
    """Make a batch of one picture: (H, W, 3) becomes (1, H, W, 3)."""
    # step 1: begin
    return picture[np.newaxis]
    # step 1: end


def to_floats(images: Any) -> Any:
    """Turn bytes (..., 3) into a float32 tensor: each channel's share of 255, less its mean, over its deviation."""
    # step 1: begin
    shares = tf.cast(images, tf.float32) / 255
    return (shares - MEAN) / STD
    # step 1: end


def side_by_side(images: Images) -> Images:
    """Lay pictures (N, H, W, 3) in a row: one picture (H, N * W, 3)."""
    # step 1: begin
    n, height, width, channels = images.shape
    return images.transpose(1, 0, 2, 3).reshape(height, n * width, channels)
    # step 1: end
