"""Broadcasting: a short axis is repeated on the way forward, and added up on the way back."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array = NDArray[np.float64]


def stretch(images: Tensor) -> Tensor:
    """Spread each picture of (N, H, W) over all of 0 to 1, as float32; one of a single shade is 0."""
    # step 3: begin
    pixels = images.to(torch.float32)
    low = pixels.amin(dim=(1, 2), keepdim=True)  # (N, 1, 1)
    reach = pixels.amax(dim=(1, 2), keepdim=True) - low
    return (pixels - low) / torch.where(reach > 0, reach, 1)
    # step 3: end


def sum_to(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Add up what broadcasting had repeated, until an array of `shape` is left.

    An axis that broadcasting put in front disappears; one that it stretched from length 1 has
    length 1 again.
    """
    # step 3: begin
    front = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(front)))
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return np.asarray(gradient.sum(axis=stretched, keepdims=True))
    # step 3: end
