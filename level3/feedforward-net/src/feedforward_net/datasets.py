"""Two Datasets of our own: digits in a memory-mapped file, and a folder of pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from feedforward_net.idx import BadIdx, map_idx

PICTURES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


class IdxDigits(Dataset[tuple[Tensor, Tensor]]):
    """Digits (28, 28) of bytes with their labels, left on disk until they are asked for."""

    def __init__(self, image_file: Path, label_file: Path) -> None:
        self.image_file, self.label_file = image_file, label_file
        self._images, self._labels = map_idx(image_file), map_idx(label_file)
        if self._images.ndim != 3 or self._labels.shape != self._images.shape[:1]:
            raise BadIdx(
                f"{image_file}: expected pictures (N, H, W) with N labels beside them, "
                f"got {self._images.shape} and {self._labels.shape}"
            )

    def __len__(self) -> int:
        # step 4: begin
        return len(self._labels)
        # step 4: end

    def __getitem__(self, place: int) -> tuple[Tensor, Tensor]:
        """Return one picture (H, W) uint8 and its label () int64, copies of their own."""
        # step 4: begin
        picture = torch.from_numpy(self._images[place].copy())
        return picture, torch.tensor(int(self._labels[place]))
        # step 4: end

    def __getitems__(self, places: list[int]) -> tuple[Tensor, Tensor]:
        """Return a whole batch, (N, H, W) uint8 and (N,) int64, in two look-ups instead of 2 N."""
        # step 4: begin
        pictures = torch.from_numpy(self._images[places])  # a list of places always copies
        return pictures, torch.from_numpy(self._labels[places].astype(np.int64))
        # step 4: end

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as two names: each maps the files for itself."""
        return IdxDigits, (self.image_file, self.label_file)

    @property
    def labels(self) -> Tensor:
        """All labels, (N,) int64: one byte each on disk, so they are read at once."""
        return torch.from_numpy(self._labels.astype(np.int64))


class Nudged(Dataset[tuple[Tensor, Tensor]]):
    """The digits of another Dataset, each shifted at random by up to `reach` pixels either way."""

    def __init__(self, digits: IdxDigits, reach: int, seed: int = 0) -> None:
        self.digits, self.reach = digits, reach
        self.reseed(seed)

    def reseed(self, seed: int) -> None:
        """Begin anew in this process; in each worker `seed_worker` does it."""
        self.rng = np.random.default_rng(seed)

    def __len__(self) -> int:
        return len(self.digits)

    def __getitems__(self, places: list[int]) -> tuple[Tensor, Tensor]:
        """Return a batch as `IdxDigits` does, every picture in its own new place."""
        pictures, labels = self.digits.__getitems__(places)
        steps = self.rng.integers(-self.reach, self.reach, (len(places), 2), endpoint=True)
        moved = [
            shift(picture, *step) for picture, step in zip(pictures, steps.tolist(), strict=True)
        ]
        return torch.stack(moved), labels


def shift(picture: Tensor, down: int, right: int) -> Tensor:
    """Move a picture (H, W), with paper (0) coming in and what leaves lost."""
    moved = torch.zeros_like(picture)
    height, width = picture.shape
    source = picture[max(0, -down) : height - down, max(0, -right) : width - right]
    moved[max(0, down) : height + down, max(0, right) : width + right] = source
    return moved


class PictureFolder(Dataset[tuple[Tensor, str]]):
    """The pictures of a folder in the order of their names, each as `read` makes a tensor and a remark of it."""

    def __init__(self, folder: Path, read: Callable[[Path], tuple[Tensor, str]]) -> None:
        if not folder.is_dir():
            raise ValueError(f"{folder}: expected a folder of pictures")
        self.read = read
        self.files = sorted(each for each in folder.iterdir() if each.suffix.lower() in PICTURES)
        if not self.files:
            raise ValueError(f"{folder}: holds no picture ({', '.join(sorted(PICTURES))})")

    def __len__(self) -> int:
        # step 5: begin
        return len(self.files)
        # step 5: end

    def __getitem__(self, place: int) -> tuple[Tensor, str]:
        """Read one picture, only now: the processes that load share the work."""
        # step 5: begin
        return self.read(self.files[place])
        # step 5: end
