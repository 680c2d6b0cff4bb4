"""Pictures and tables made of letters, for a terminal."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHADES = "·░▒▓█"


def shade(values: NDArray[np.number], low: float = 0, high: float = 255) -> list[str]:
    """Draw (H, W) numbers as H lines, two letters each: dots at `low` or below, full at `high` or above."""
    shares = np.clip((np.asarray(values, float) - low) / (high - low), 0, 1)
    return [
        "".join(2 * SHADES[round(share * (len(SHADES) - 1))] for share in line) for line in shares
    ]


def beside(*blocks: Sequence[str], gap: int = 3) -> list[str]:
    """Set blocks of lines beside each other, their tops level."""
    height = max(map(len, blocks))
    widths = [max(map(len, block)) for block in blocks]
    padded = [[*block, *[""] * (height - len(block))] for block in blocks]
    return [
        (" " * gap)
        .join(f"{line:<{width}}" for line, width in zip(lines, widths, strict=True))
        .rstrip()
        for lines in zip(*padded, strict=True)
    ]


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under a heading, the first column to the left and all others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(heading, *rows, strict=True)]
    lines = []
    for first, *rest in (heading, *rows):
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
    return "\n".join(lines)
