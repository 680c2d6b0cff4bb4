"""What a model says of a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word of the text and how much it spoke for praise; what is negative spoke for complaint."""

    text: str
    weight: float  # logits


@dataclass(frozen=True)
class Opinion:
    """How likely a text is praise, and the words that said so, the weightiest first."""

    positive: float  # 0 to 1
    words: tuple[Word, ...] = ()
