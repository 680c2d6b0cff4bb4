"""Shapes: pictures become rows for the network, or stand side by side for people."""

import torch
from torch import Tensor

MEAN, STD = 0.1307, 0.3081  # of MNIST's training pixels, as shares of white
SIDE = 28  # pixels


def to_rows(images: Tensor) -> Tensor:
    """Turn pictures (N, 28, 28) of bytes into rows (N, 784) of float32 that lie around 0."""
    # step 1: begin
    rows = images.flatten(start_dim=1)
    return (rows.to(torch.float32) / 255 - MEAN) / STD
    # step 1: end


def side_by_side(images: Tensor) -> Tensor:
    """Set pictures (N, H, W) next to each other, the first at the left: one strip (H, N * W)."""
    # step 1: begin
    return images.permute(1, 0, 2).flatten(start_dim=1)  # (H, N, W) -> (H, N * W)
    # step 1: end
