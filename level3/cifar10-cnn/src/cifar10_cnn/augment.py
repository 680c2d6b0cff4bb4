"""New pictures from old ones: mirrored, moved, with a hole.

First the dice are rolled, then they are obeyed. All of an epoch's dice are one table, a pure function of (seed, epoch),
and row i is picture i's. So what becomes of a picture depends on nothing else: not on the batch it comes in, not on
the order, not on how many threads work, and not on whether training was stopped and went on.

B pictures (B, H, W, 3) with their rows of dice (B, 5).
"""

from typing import Any

import tensorflow as tf

DICE = 5  # for each picture: mirror, move down, move right, and the hole's middle, down and right
REACH = 8  # a picture moves by at most its side over this: 4 pixels of 32


def draw(n: int, seed: int, epoch: int) -> Any:
    """Roll one epoch's dice (n, 5), each from 0 to below 1; the same for the same seed and epoch."""
    # step 8: begin
    return tf.random.stateless_uniform((n, DICE), seed=(seed, epoch))
    # step 8: end


def flip(images: Any, dice: Any) -> Any:
    """Mirror, left to right, each picture whose die (B,) is below a half."""
    # step 8: begin
    mirrored = tf.reverse(images, axis=[2])
    return tf.where(dice[:, None, None, None] < 0.5, mirrored, images)
    # step 8: end


def crop(images: Any, dice: Any, reach: int) -> Any:
    """Move each picture by up to `reach` pixels each way, as its two dice (B, 2) say; what comes in is mirrored.

    A die is one of 2 * reach + 1 places, from 0: which line, and which column, of the padded picture is the first.
    """
    # step 8: begin
    height, width = images.shape[1:3]
    around = [[0, 0], [reach, reach], [reach, reach], [0, 0]]
    padded = tf.pad(images, around, mode="REFLECT")
    first = tf.cast(dice * (2 * reach + 1), tf.int32)  # (B, 2)
    lines = first[:, :1] + tf.range(height)  # (B, H)
    columns = first[:, 1:] + tf.range(width)  # (B, W)
    moved = tf.gather(padded, lines, axis=1, batch_dims=1)
    return tf.gather(moved, columns, axis=2, batch_dims=1)
    # step 8: end


def cut_out(images: Any, dice: Any, hole: int) -> Any:
    """Blacken a square of `hole` pixels around the place that two dice (B, 2) name; it may reach over the edge.

    Source: DeVries & Taylor (2017), *Improved regularization of convolutional neural networks with cutout*.
    """
    height, width = images.shape[1:3]
    top = tf.cast(dice[:, 0] * height, tf.int32)[:, None] - hole // 2
    left = tf.cast(dice[:, 1] * width, tf.int32)[:, None] - hole // 2
    lines, columns = tf.range(height), tf.range(width)
    in_lines = (lines >= top) & (lines < top + hole)  # (B, H)
    in_columns = (columns >= left) & (columns < left + hole)  # (B, W)
    inside = in_lines[:, :, None, None] & in_columns[:, None, :, None]
    return tf.where(inside, tf.zeros_like(images), images)


def augment(images: Any, dice: Any, hole: int = 0) -> Any:
    """Mirror, move and, where `hole` is above 0, cut out, each picture by its own row of dice (B, 5)."""
    moved = crop(flip(images, dice[:, 0]), dice[:, 1:3], images.shape[1] // REACH)
    return cut_out(moved, dice[:, 3:], hole) if hole else moved
