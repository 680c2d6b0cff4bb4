"""What a convolutional layer computes, with nothing but sums: windows, kernels, maps, pooling.

Keras' own layers do the same, some thousand times faster.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

UPRIGHT = np.array([[-1.0, 0.0, 1.0]] * 3)  # answers to an edge from dark, left, to light, right


def convolve(image: Array, kernel: Array) -> Array:
    """Slide a kernel (k, k) over one channel (H, W): the sum of products at each of its (H-k+1, W-k+1) places."""
    # step 2: begin
    k = len(kernel)
    height, width = image.shape
    answer = np.empty((height - k + 1, width - k + 1))
    for y, x in np.ndindex(answer.shape):
        answer[y, x] = (image[y : y + k, x : x + k] * kernel).sum()
    return answer
    # step 2: end


def convolve_all(image: Array, kernels: Array) -> Array:
    """Apply M kernels (k, k, C, M) to C channels (H, W, C): M maps (H-k+1, W-k+1, M), each summed over the channels."""
    # step 2: begin
    *_, n_channels, n_maps = kernels.shape
    maps = [
        sum(convolve(image[:, :, c], kernels[:, :, c, m]) for c in range(n_channels))
        for m in range(n_maps)
    ]
    return np.stack(maps, axis=-1)
    # step 2: end


def max_pool(maps: Array, size: int = 2) -> Array:
    """Keep the largest number of each square of `size` x `size`; what does not fill a square is left out."""
    # step 2: begin
    height, width = maps.shape[0] // size, maps.shape[1] // size
    squares = maps[: height * size, : width * size].reshape(height, size, width, size, -1)
    return squares.max(axis=(1, 3))
    # step 2: end
