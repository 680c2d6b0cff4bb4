"""The networks: the same small one as Sequential and as Functional, and one with ways round.

All take normalised pictures (B, H, W, 3) and return logits (B, classes). A width is a number of channels.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
from keras import layers

Shape = tuple[int, int, int]  # height, width, channels
Tensor = Any  # symbolic: a shape and the layer that it came from


def build(
    network: str, shape: Shape, widths: Sequence[int], classes: int, *, dropout: float = 0.0
) -> keras.Model:
    """Return a fresh network; raises `ValueError` where the pictures are too small for so many halvings."""
    if min(shape[:2]) < 2 ** len(widths):
        raise ValueError(
            f"expected pictures of at least {2 ** len(widths)} pixels a side for {len(widths)}"
            f" widths, since each halves them; got {shape[0]} x {shape[1]}"
        )
    return NETWORKS[network](shape, widths, classes, dropout)


def convolution(width: int, size: int = 3) -> list[layers.Layer]:
    """Return a convolution that keeps the picture's size, and the normalisation that follows it."""
    return [
        layers.Conv2D(width, size, padding="same", use_bias=False),  # the next takes the mean away
        layers.BatchNormalization(momentum=0.9),
    ]


def sequential(shape: Shape, widths: Sequence[int], classes: int, dropout: float) -> keras.Model:
    """Return a stack: for each width convolve, cut off below 0 and halve; then a mean over all places."""
    # step 3: begin
    model = keras.Sequential([keras.Input(shape)])
    for width in widths:
        for layer in (*convolution(width), layers.ReLU(), layers.MaxPooling2D()):
            model.add(layer)
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dropout(dropout))
    model.add(layers.Dense(classes))
    return model
    # step 3: end


def functional(shape: Shape, widths: Sequence[int], classes: int, dropout: float) -> keras.Model:
    """Return the network of `sequential`, each layer called on what another one returned."""
    # step 3: begin
    pictures = keras.Input(shape)
    x = pictures
    for width in widths:
        x = layers.MaxPooling2D()(layers.ReLU()(convolve(x, width)))
    return keras.Model(pictures, head(x, classes, dropout))
    # step 3: end


def convolve(x: Tensor, width: int, size: int = 3) -> Tensor:
    """Turn (B, H, W, C) into (B, H, W, width) by a convolution and its normalisation."""
    # step 3: begin
    for layer in convolution(width, size):
        x = layer(x)
    return x
    # step 3: end


def head(x: Tensor, classes: int, dropout: float) -> Tensor:
    """Turn features (B, H, W, C) into logits (B, classes): their means over all places, weighed."""
    # step 3: begin
    means = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    return layers.Dense(classes)(means)
    # step 3: end


def residual_block(x: Tensor, width: int) -> Tensor:
    """Turn (B, H, W, C) into (B, H, W, width): x plus what two convolutions make of it.

    He et al., *Deep residual learning* (2016), fig. 2; a 1×1 convolution goes round where C is not the width.
    """
    # step 4: begin
    change = convolve(layers.ReLU()(convolve(x, width)), width)
    if x.shape[-1] != width:
        x = convolve(x, width, size=1)
    return layers.ReLU()(layers.Add()([x, change]))
    # step 4: end


def residual(shape: Shape, widths: Sequence[int], classes: int, dropout: float) -> keras.Model:
    """Return a network whose every width is a halving and a residual block."""
    # step 4: begin
    pictures = keras.Input(shape)
    x = layers.ReLU()(convolve(pictures, widths[0]))
    for width in widths:
        x = residual_block(layers.MaxPooling2D()(x), width)
    return keras.Model(pictures, head(x, classes, dropout))
    # step 4: end


NETWORKS: dict[str, Callable[[Shape, Sequence[int], int, float], keras.Model]] = {
    "sequential": sequential,
    "functional": functional,
    "residual": residual,
}
