"""One digit, made like MNIST's own.

Source: LeCun et al. (1998), *Gradient-based learning applied to document recognition*, III.A: the digit
is scaled into a box of 20 x 20 pixels, and its centre of mass put at the centre of 28 x 28.
"""

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from feedforward_net.broadcasting import stretch
from feedforward_net.shapes import SIDE

BOX = 20  # pixels
STROKE = 1.3  # MNIST's strokes are white almost to their edges: brighten, and cut off above 1


def to_mnist(dark: Tensor) -> Tensor:
    """Return a digit, cut out as darkness (H, W) from 0 to 1, as bytes (28, 28), white on black."""
    scale = BOX / max(dark.shape)
    height, width = (max(1, round(side * scale)) for side in dark.shape)
    small = interpolate(dark[None, None], (height, width), mode="bilinear", antialias=True)[0]
    return centred((STROKE * stretch(small)[0]).clamp(max=1))


def centred(digit: Tensor) -> Tensor:
    """Put a digit of at most 20 x 20 onto 28 x 28, its centre of mass as near the middle as fits."""
    canvas = torch.zeros((SIDE, SIDE))
    height, width = digit.shape
    top, left = (
        int((SIDE / 2 - centre).round().clamp(0, SIDE - size))
        for centre, size in zip(centre_of_mass(digit), (height, width), strict=True)
    )
    canvas[top : top + height, left : left + width] = digit
    return (255 * canvas).round().to(torch.uint8)


def centre_of_mass(digit: Tensor) -> tuple[Tensor, Tensor]:
    """Return the row and the column about which the ink balances, in pixels from the top left edge."""
    rows = torch.arange(digit.shape[0]) + 0.5
    columns = torch.arange(digit.shape[1]) + 0.5
    ink = digit.sum().clamp(min=1e-9)
    return (digit.sum(dim=1) * rows).sum() / ink, (digit.sum(dim=0) * columns).sum() / ink
