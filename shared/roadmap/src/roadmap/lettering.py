"""Texts of a drawing, and the room that they take whatever font a browser has for them."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, LEADING = 13, 15  # px: font size and line height, as metro.css has them
# Advance widths of DejaVu Sans Bold, the widest that a browser may take, in thousandths of the size.
ADVANCE = {
    306: "'",
    348: "ijl ",
    380: "IJ,.·-/\\|",
    435: ":;f",
    500: "!()[]tr–_`",
    600: '"*?zcs',
    652: "Lxvy",
    687: "TEFakeo",
    716: "$0123456789hnu{}bdgpq",
    734: "SYZPC",
    775: "BRXAVK",
    837: "UGDHN",
    872: "#+<=>^~OQ&",
    924: "w",
}
WIDEST = 1103  # W, and whatever is not listed
WIDTHS = {letter: width for width, letters in ADVANCE.items() for letter in letters}


@dataclass(frozen=True)
class Box:
    """A rectangle, from its left upper corner to its right lower one."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True)
class Label:
    """A text of one or two lines, set from its `anchor`: start, middle or end of each line."""

    lines: tuple[str, ...]
    x: float
    top: float
    anchor: str = "start"

    @property
    def box(self) -> Box:
        width = max(text_width(line) for line in self.lines)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.top, left + width, self.top + LEADING * len(self.lines))


def text_width(text: str) -> float:
    """Return the width in pixels that a text cannot exceed."""
    return sum(WIDTHS.get(letter, WIDEST) for letter in text) * TEXT / 1000


def wrapped(text: str, room: float) -> list[str]:
    """Return a text as one line where it fits into `room` pixels, else as two lines of about one length."""
    words = text.split()
    if text_width(text) <= room or len(words) == 1:
        return [text]
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(splits, key=lambda lines: max(text_width(line) for line in lines)))
