"""Any photograph as the network knows pictures: upright, in red, green and blue, 32 x 32.

What CIFAR-10 shows fills the picture; so the middle square is cut out, and every pixel of the small picture is
the mean of what it covers.
"""

from pathlib import Path
from typing import IO
from warnings import catch_warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cifar10_cnn.pixels import Images

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")  # readers that hold on damaged files
MAX_PIXELS = 50_000_000  # a large photograph
MIN_SIDE = 8  # pixels: below, nothing can be seen


class BadPhoto(ValueError):
    """A file that no picture can be read from; the message says why, and which."""


def open_photo(path: Path, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Read a picture file as upright RGB; raises `BadPhoto` where it is none, is damaged, tiny or huge."""
    with path.open("rb") as file:
        try:
            return to_rgb(_read(file, max_pixels))
        except UnidentifiedImageError:
            kinds = ", ".join(FORMATS)
            raise BadPhoto(f"{path}: not a picture; expected one of {kinds}") from None
        except Image.DecompressionBombError:
            raise BadPhoto(f"{path}: too many pixels; make it smaller") from None
        except BadPhoto as error:
            raise BadPhoto(f"{path}: {error}") from None
        except (OSError, SyntaxError, ValueError) as error:
            raise BadPhoto(f"{path}: a damaged picture ({error}); save it anew") from error


def _read(file: IO[bytes], max_pixels: int) -> Image.Image:
    """Read one picture whole, once its size is known to be sound."""
    with catch_warnings(action="ignore"), Image.open(file, formats=FORMATS) as image:
        size = f"{image.width} x {image.height} pixels"
        if image.width * image.height > max_pixels:
            raise BadPhoto(f"{size} are too many; make it smaller")
        if min(image.size) < MIN_SIDE:
            raise BadPhoto(f"{size} are too few; expected {MIN_SIDE} or more each way")
        return ImageOps.exif_transpose(image)


def to_rgb(image: Image.Image) -> Image.Image:
    """Return red, green and blue, 8 bits each; what is transparent lies on white."""
    if image.mode == "F":  # which number is white stands nowhere
        raise BadPhoto("its shades are not whole numbers; save it as PNG or JPEG")
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off at 255
        shades = np.asarray(image, dtype=np.float64) / 257
        return Image.fromarray(np.rint(shades.clip(0, 255)).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(paper, rgba).convert("RGB")
    return image.convert("RGB")


def to_square(image: Image.Image, side: int = 32) -> Images:
    """Cut out the middle square, and bring it to (side, side, 3) bytes."""
    size = min(image.size)
    left, top = (image.width - size) // 2, (image.height - size) // 2
    square = image.crop((left, top, left + size, top + size))
    # BOX is the mean of the covered area; a picture that is smaller than that is smoothly enlarged.
    how = Image.Resampling.BOX if size >= side else Image.Resampling.BICUBIC
    return np.asarray(square.resize((side, side), how))
