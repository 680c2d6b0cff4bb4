"""Forms to read: digits of MNIST laid in a row, as a hand and a cheap scanner would leave them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from torch import Tensor

LENGTHS = (5, 9)  # a postcode has five digits, an account number eight: up to but not with the last
MARGIN = 12  # pixels of paper around the string


@dataclass(frozen=True)
class Damage:
    """How badly a form is written and scanned; each number is the largest that is drawn."""

    slant: float = 0.1  # columns to the side for each row
    jitter: int = 4  # pixels up and down
    noise: float = 8.0  # of 255 shades, standard deviation
    light: float = 70.0  # of 255 shades, from one corner to the other
    touching: float = 0.01  # share of the gaps where a digit runs into the next


def strings(
    images: Tensor, labels: Tensor, n: int, rng: np.random.Generator, damage: Damage | None = None
) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Yield `n` strings of drawn digits, each as text and as a scan (H, W)."""
    for _ in range(n):
        chosen = rng.integers(len(images), size=rng.integers(*LENGTHS))
        text = "".join(str(label) for label in labels[chosen].tolist())
        yield text, make_form(images[chosen].numpy(), rng, damage or Damage())


def make_form(
    images: NDArray[np.uint8], rng: np.random.Generator, damage: Damage
) -> NDArray[np.uint8]:
    """Return a scan (H, W), dark on light, of digits (n, 28, 28), white on black."""
    slant, scale = rng.uniform(-damage.slant, damage.slant), rng.uniform(1.4, 2.0)
    glyphs = [_write(image, slant + rng.normal(0, 0.03), scale) for image in images]
    gaps = np.where(rng.random(len(glyphs)) < damage.touching, -3, rng.integers(3, 10, len(glyphs)))
    height = max(len(glyph) for glyph in glyphs) + 2 * (MARGIN + damage.jitter)
    width = sum(glyph.shape[1] for glyph in glyphs) + int(gaps.sum()) + 2 * MARGIN + 12
    ink = np.zeros((height, width))
    left = MARGIN
    for glyph, gap in zip(glyphs, gaps, strict=True):
        top = (height - len(glyph)) // 2 + rng.integers(-damage.jitter, damage.jitter + 1)
        place = ink[top : top + len(glyph), left : left + glyph.shape[1]]
        np.maximum(place, glyph, out=place)
        left += glyph.shape[1] + int(gap)
    return scan(ink, rng, damage)


def _write(image: NDArray[np.uint8], slant: float, scale: float) -> NDArray[np.float64]:
    """Return a digit, enlarged and slanted, as ink from 0 to 1, cut to where there is some."""
    side = round(28 * scale)
    lean = slant * side / 2
    slanted = Image.fromarray(image).transform(
        (2 * side, side),
        Image.Transform.AFFINE,
        (1 / scale, slant / scale, (-side / 2 - lean) / scale, 0, 1 / scale, 0),
        Image.Resampling.BICUBIC,
    )
    ink = np.asarray(slanted) / 255
    rows, columns = (np.flatnonzero((ink > 0.2).any(axis=axis)) for axis in (1, 0))
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def scan(ink: NDArray[np.float64], rng: np.random.Generator, damage: Damage) -> NDArray[np.uint8]:
    """Return ink (H, W) from 0 to 1 on paper, under uneven light, blurred a little and noisy."""
    height, width = ink.shape
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(angle) * (right - 0.5) + np.sin(angle) * (down - 0.5)
    light = rng.uniform(190, 215) + rng.uniform(0, damage.light) * ramp / 2
    shades = light * (1 - rng.uniform(0.5, 0.75) * ink)
    soft = Image.fromarray(np.clip(shades, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(0.7)
    )
    noisy = np.asarray(soft) + rng.normal(0, damage.noise, ink.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def write_forms(folder: Path, images: Tensor, labels: Tensor, n: int, seed: int) -> Path:
    """Write `n` scans into a new folder and what they say into a CSV beside it; return the CSV's path."""
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} holds files already: choose a folder that is new or empty")
    folder.mkdir(parents=True, exist_ok=True)
    truth = folder.with_name(f"{folder.name}.truth.csv")
    with truth.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("file", "text"))
        drawn = strings(images, labels, n, np.random.default_rng(seed))
        for number, (text, picture) in enumerate(drawn, start=1):
            name = f"{number:04}.png"
            Image.fromarray(picture).save(folder / name)
            rows.writerow((name, text))
    return truth
