"""From a scan of one string to its digits: find the ink, and what hangs together in it.

The threshold is Otsu's (1979), *A threshold selection method from gray-level histograms*.
"""

from dataclasses import dataclass
from pathlib import Path
from warnings import catch_warnings

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate, max_pool2d, pad

from feedforward_net.normalise import to_mnist

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")  # readers that hold on damaged files
MAX_PIXELS = 4_000_000  # one string, not a page
MAX_PIECES = 1_000  # of ink: what has more is a page, or a halftone
PAPER = 25  # pixels: a window of this size always holds some paper
MIN_CONTRAST = 0.2  # between the mean ink and the mean paper, as a share of the paper's brightness
MIN_HEIGHT = 8  # pixels: a smaller digit cannot be read
TOO_WIDE = 1.25  # times the height of a usual digit: two digits, or a blot
TALL = 0.7  # of the height of a usual digit: what is lower may be a part of one
SPECK = 0.45  # of the height of a usual digit: what is lower and narrower is dirt


class BadScan(ValueError):
    """A scan that no string can be read from; the message says why."""


@dataclass(frozen=True)
class Box:
    """A part of a scan, from its top left to its bottom right pixel, that one beyond."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows, in pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns, in pixels."""
        return self.right - self.left

    def above(self, other: "Box") -> bool:
        """Say whether most of the narrower one lies in the columns of the other."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return 2 * shared > min(self.width, other.width)


def read_digits(path: Path) -> tuple[Tensor, str]:
    """Return the digits of a scan (L, 28, 28) as MNIST would hold them, or none and the reason."""
    try:
        return find_digits(open_scan(path)), ""
    except BadScan as problem:
        return torch.zeros((0, 28, 28), dtype=torch.uint8), str(problem)


def open_scan(path: Path) -> NDArray[np.uint8]:
    """Read a picture file as grey (H, W); raises `BadScan` where it is none, is damaged or is huge."""
    if not path.is_file():  # reading a pipe might never end
        raise BadScan("not a file")
    try:
        with catch_warnings(action="ignore"), Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadScan(f"{image.width} x {image.height} pixels are too many for one string")
            return _grey(ImageOps.exif_transpose(image))
    except UnidentifiedImageError:
        raise BadScan("not a picture") from None
    except BadScan:
        raise
    except PermissionError:
        raise BadScan("a file that may not be read") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadScan("a damaged picture") from None


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    """Return the shades (H, W) of a picture of any kind; what is transparent is white paper."""
    rgba = image.convert("RGBA")
    return np.asarray(
        Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("L")
    )


def find_digits(scan: NDArray[np.uint8]) -> Tensor:
    """Return the digits of a grey scan (H, W) from left to right: (L, 28, 28); raises `BadScan`."""
    dark = darkness(scan)
    threshold = otsu(dark)
    ink = dark > threshold
    contrast = dark[ink].mean() - dark[~ink].mean()  # NaN where all or nothing is ink
    if not contrast >= MIN_CONTRAST:
        raise BadScan("blank: no ink stands out from the paper")
    pieces = components(ink)
    found = boxes(pieces)
    return torch.stack(
        [to_mnist(_cut_out(dark, pieces, numbers, found)) for numbers in group(found)]
    )


def darkness(scan: NDArray[np.uint8]) -> Tensor:
    """Return how much darker than the paper around it each pixel is (H, W), from 0 to 1.

    The paper is the brightest shade near by, smoothed: so uneven light does not count as ink.
    """
    shades = torch.tensor(scan, dtype=torch.float32)[None]
    calm = avg_pool2d(shades, 3, stride=1, padding=1, count_include_pad=False)
    paper = max_pool2d(calm, PAPER, stride=PAPER // 3, padding=PAPER // 2)
    paper = interpolate(paper[None], scan.shape, mode="bilinear")[0]
    return (1 - calm / paper.clamp(min=1)).clamp(0, 1)[0]


def otsu(dark: Tensor, bins: int = 64) -> float:
    """Return the threshold that sets ink and paper furthest apart: the most variance between both."""
    counts, edges = np.histogram(dark.numpy(), bins, (0, 1))
    middles = (edges[1:] + edges[:-1]) / 2
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * middles).cumsum()
    mean_below = sums / np.maximum(below, 1)
    mean_above = (sums[-1] - sums) / np.maximum(above, 1)
    return float(edges[1 + np.argmax(below * above * (mean_above - mean_below) ** 2)])


def components(ink: Tensor) -> Tensor:
    """Give each piece of ink (H, W) that hangs together, by corners too, a number; 0 is paper.

    Every pixel of ink begins with a number of its own, and the largest one near by wins, until nothing changes. All
    pixels of one number hear at once what any of them sees, so that a long winding line takes a few rounds, too.
    """
    numbers = torch.arange(1, ink.numel() + 1).reshape(ink.shape) * ink
    heard = torch.arange(ink.numel() + 1)  # by number
    while True:
        larger = spread(numbers) * ink
        if torch.equal(larger, numbers):
            return numbers
        heard.scatter_reduce_(0, numbers.flatten(), larger.flatten(), "amax")
        heard = heard[heard]
        numbers = heard[larger]


def spread(numbers: Tensor) -> Tensor:
    """Return the largest among each number of (H, W) and its eight neighbours."""
    wide = pad(numbers, (1, 1, 1, 1))
    rows = torch.maximum(torch.maximum(wide[:-2], wide[1:-1]), wide[2:])
    return torch.maximum(torch.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])


def boxes(pieces: Tensor) -> dict[int, Box]:
    """Return the smallest box around each numbered piece; raises `BadScan` where there are too many."""
    rows, columns = torch.nonzero(pieces, as_tuple=True)
    numbers, which = pieces[rows, columns].unique(return_inverse=True)
    if len(numbers) > MAX_PIECES:
        raise BadScan(f"{len(numbers):,} pieces of ink are too many for one string")
    edges = [
        places.new_zeros(len(numbers)).scatter_reduce(0, which, places, how, include_self=False)
        for places, how in (
            (rows, "amin"),
            (columns, "amin"),
            (rows + 1, "amax"),
            (columns + 1, "amax"),
        )
    ]
    return {
        number: Box(*edge)
        for number, edge in zip(numbers.tolist(), torch.stack(edges, dim=1).tolist(), strict=True)
    }


def group(found: dict[int, Box]) -> list[list[int]]:
    """Return the pieces of each digit, from left to right; raises `BadScan`.

    A low piece above or below another is a part of it, such as the loose bar of a 5; a speck alone is dirt.
    """
    usual = _usual_height(found)
    digits: list[tuple[list[int], Box]] = []
    for number, box in sorted(found.items(), key=lambda each: -each[1].height):
        whole = next((numbers for numbers, other in digits if box.above(other)), None)
        if whole is not None and box.height < TALL * usual:
            whole.append(number)
        elif max(box.height, box.width) >= SPECK * usual:
            digits.append(([number], box))
    digits.sort(key=lambda digit: digit[1].left)
    for place, (_, box) in enumerate(digits, start=1):
        if box.width > TOO_WIDE * usual:
            raise BadScan(f"digit {place} is {box.width} pixels wide: do two touch?")
    return [numbers for numbers, _ in digits]


def _usual_height(found: dict[int, Box]) -> float:
    """Return the height of a usual digit: the median of those that are at least half the tallest."""
    heights = [box.height for box in found.values()]
    usual = float(np.median([height for height in heights if 2 * height >= max(heights)]))
    if usual < MIN_HEIGHT:
        raise BadScan(f"too small: digits must be at least {MIN_HEIGHT} pixels high")
    return usual


def _cut_out(dark: Tensor, pieces: Tensor, numbers: list[int], found: dict[int, Box]) -> Tensor:
    """Return the darkness of one digit with its grey edge, and nothing of its neighbours."""
    own = [found[number] for number in numbers]
    top, bottom = min(box.top for box in own), max(box.bottom for box in own)
    left, right = min(box.left for box in own), max(box.right for box in own)
    place = slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1)
    mine = torch.isin(pieces[place], torch.tensor(numbers))
    return dark[place] * (spread(mine.byte()) > 0)  # other ink is further off, or it would be mine
