"""The labelled sentences, split by their text: what is a repeat of a sentence is in the same part as it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap_datasets import Sentence, load_sentences
from sentiment_service.features import split_words

FOLDS = 5  # of what is trained on; a sixth part is tested with


@dataclass(frozen=True)
class Split:
    """Sentences to train on and others to test with, no text in both."""

    train: Sequence[Sentence]
    folds: Sequence[int]  # of each of `train`, 0 to FOLDS - 1
    test: Sequence[Sentence]


def load_split() -> Split:
    """Return the sentences, always split alike; raise `DatasetProblem` where they are not here."""
    parts = [(part_of(each.text), each) for each in load_sentences()]
    return Split(
        train=[each for part, each in parts if part < FOLDS],
        folds=[part for part, _ in parts if part < FOLDS],
        test=[each for part, each in parts if part == FOLDS],
    )


def part_of(text: str) -> int:
    """Return the part, 0 to FOLDS, that a text belongs to by its words alone."""
    words = " ".join(split_words(text)).casefold()
    return hashlib.sha256(words.encode()).digest()[0] % (FOLDS + 1)
