"""Pictures made of letters, for a terminal."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_from_scratch.arrays import Array

SHADES = " ░▒▓█"
EIGHTHS = " ▁▂▃▄▅▆▇█"


def shade(picture: NDArray[np.uint8]) -> list[str]:
    """Draw a picture (H, W) of bytes, two rows of pixels to a line: letters are twice as high as wide."""
    pairs = picture.reshape(len(picture) // 2, 2, -1).mean(axis=1)
    return [
        "".join(SHADES[round(pixel / 255 * (len(SHADES) - 1))] for pixel in row) for row in pairs
    ]


def bar(share: float, width: int = 20) -> str:
    """Draw a share from 0 to 1 as a bar of up to `width` letters."""
    return "█" * round(width * min(1.0, max(0.0, share)))


def sparkline(values: Array, low: float, high: float) -> str:
    """Draw values as a line of little columns, the lowest for `low` and the highest for `high`."""
    levels = (np.clip(values, low, high) - low) / (high - low) * (len(EIGHTHS) - 1)
    return "".join(EIGHTHS[round(level)] for level in levels)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under a heading, the first column to the left and all others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(heading, *rows, strict=True)]
    lines = []
    for first, *rest in (heading, *rows):
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
    return "\n".join(lines)
