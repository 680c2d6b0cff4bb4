"""Tables and bars made of letters, for a terminal."""

from collections.abc import Sequence
from math import isfinite


def bar(share: float, width: int = 20) -> str:
    """Draw a share from 0 to 1 as a bar of up to `width` letters."""
    return "█" * round(width * min(1.0, max(0.0, share)))


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under a heading, the first column to the left and all others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(heading, *rows, strict=True)]
    lines = []
    for first, *rest in (heading, *rows):
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
    return "\n".join(lines)


def dollars(price: float) -> str:
    """Say a price in $100k as whole thousands of dollars: 2.064 is $206,000; one without end is $inf."""
    return f"${round(price * 100) * 1000:,}" if isfinite(price) else f"${price}"


def percent(share: float) -> str:
    """Say a share with all its digits, and no more: 0.9 is 90%, and 0.999 is 99.9%."""
    return f"{100 * share:.10g}%"
