"""What a network is made of: each layer's output, its parameters, and its work for one picture."""

from dataclasses import dataclass

import keras
from keras import layers


@dataclass(frozen=True)
class Row:
    """A layer, or all of them."""

    name: str
    output: tuple[int, ...]  # without the batch
    parameters: int
    multiply_adds: int  # for one picture, forward


def describe(model: keras.Model) -> list[Row]:
    """Return a row for each layer."""
    return [
        Row(layer.name, layer.output.shape[1:], layer.count_params(), multiply_adds(layer))
        for layer in model.layers
        if not isinstance(layer, layers.InputLayer)
    ]


def multiply_adds(layer: layers.Layer) -> int:
    """Return the products of a convolution or dense layer; what others do hardly counts."""
    if isinstance(layer, layers.Conv2D):
        _, height, width, _ = layer.output.shape
        return int(height * width * layer.kernel.shape.num_elements())
    if isinstance(layer, layers.Dense):
        return int(layer.kernel.shape.num_elements())
    return 0


def table(model: keras.Model) -> list[str]:
    """Return the rows as lines of text, under a heading and above their sums."""
    rows = describe(model)
    lines = [f"{'layer':26}{'output':>14}{'parameters':>13}{'multiply-adds':>16}"]
    for row in rows:
        shape = " x ".join(map(str, row.output))
        lines.append(f"{row.name:26}{shape:>14}{row.parameters:13,}{row.multiply_adds:16,}")
    work = sum(row.multiply_adds for row in rows)
    lines.append(f"{'all':26}{'':14}{model.count_params():13,}{work:16,}")
    return lines
