"""Any picture of one digit, made like MNIST's own.

Source: LeCun et al. (1998), *Gradient-based learning applied to document recognition*, III.A: the digit
is scaled into a box of 20 x 20 pixels, and its centre of mass put at the centre of 28 x 28.
"""

from pathlib import Path
from typing import IO
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_from_scratch.data import SIDE

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")  # readers that hold on damaged files
BOX = 20  # pixels
MAX_PIXELS = 50_000_000  # a large photograph
MIN_CONTRAST = 30  # of 255, between ink and paper
INK = 0.3  # of the darkest stroke: fainter is paper


class NoDigit(ValueError):
    """A picture that no digit can be read from; the message says why."""


def open_picture(file: Path | IO[bytes], max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Read a picture file; raises `NoDigit` where it is none, is damaged or is huge."""
    try:
        with catch_warnings(action="ignore"), Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > max_pixels:
                raise NoDigit(f"{image.width} x {image.height} pixels are too many")
            return ImageOps.exif_transpose(image)
    except UnidentifiedImageError:
        raise NoDigit(f"not a picture of these kinds: {', '.join(FORMATS)}") from None
    except Image.DecompressionBombError:
        raise NoDigit("too many pixels") from None
    except NoDigit:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:  # not there, not readable
            raise
        raise NoDigit(f"a damaged picture ({error})") from error


def to_digit(image: Image.Image) -> NDArray[np.uint8]:
    """Return the digit as MNIST would hold it: (28, 28), white on black; raises `NoDigit`.

    Dark on light and light on dark are told apart by the border, which is taken for paper.
    """
    ink = _ink(image)
    cut = _cut_out(ink)
    scale = BOX / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    small = Image.fromarray(cut).resize((width, height), Image.Resampling.LANCZOS)
    digit = np.clip(np.asarray(small), 0, 1)
    return _centred(digit / digit.max())  # thin lines grow faint when they shrink


def _ink(image: Image.Image) -> NDArray[np.float32]:
    """Return how much ink is on each pixel, from 0 to 1, whatever the colours."""
    rgba = image.convert("RGBA")
    away = _away_from_paper(rgba, "white")
    if away.max() < MIN_CONTRAST:  # white ink on transparent paper shows on black alone
        away = _away_from_paper(rgba, "black")
    if away.max() < MIN_CONTRAST:
        raise NoDigit("there is no digit: the whole picture is of one shade")
    return np.clip(away / away.max(), 0, 1)


def _away_from_paper(rgba: Image.Image, behind: str) -> NDArray[np.float32]:
    """Return how far each pixel is from the paper, 0 to 255; `behind` shows through where it is transparent."""
    whole = Image.alpha_composite(Image.new("RGBA", rgba.size, behind), rgba)
    shades = np.asarray(whole.convert("L"), dtype=np.float32)
    paper = np.median(np.concatenate([shades[0], shades[-1], shades[:, 0], shades[:, -1]]))
    return shades - paper if paper < 128 else paper - shades


def _cut_out(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the smallest rectangle that holds all ink."""
    rows, columns = np.flatnonzero((ink > INK).any(axis=1)), np.flatnonzero((ink > INK).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _centred(digit: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Put a digit of at most 20 x 20 onto 28 x 28, its centre of mass as near the middle as fits."""
    centre = [
        np.average(np.arange(n), weights=digit.sum(axis=1 - axis))
        for axis, n in enumerate(digit.shape)
    ]
    canvas = np.zeros((SIDE, SIDE), np.float32)
    top, left = (
        int(np.clip(round(SIDE / 2 - middle), 0, SIDE - n))
        for middle, n in zip(centre, digit.shape, strict=True)
    )
    canvas[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return np.rint(255 * canvas).astype(np.uint8)
