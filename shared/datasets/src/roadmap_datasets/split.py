"""One part of a set of pictures: what they show, pixel by pixel and in a number."""

from __future__ import annotations

from dataclasses import dataclass

from .idx import Bytes


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures and what they show, read-only."""

    images: Bytes  # (N, height, width), or with colours (N, height, width, 3)
    labels: Bytes  # (N,), from 0 on

    def __post_init__(self) -> None:
        for array in (self.images, self.labels):
            array.setflags(write=False)
