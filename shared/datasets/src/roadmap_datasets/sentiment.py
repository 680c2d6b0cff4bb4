"""Sentiment Labelled Sentences: 3,000 sentences of reviews, each praise or complaint (Kotzias et al., KDD 2015)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .dataset import DamagedFile, Dataset, DatasetProblem, RemoteFile

EACH = 500  # sentences of praise in a file, and as many of complaint


@dataclass(frozen=True)
class Sentence:
    """One sentence of a review, and whether it speaks well of its object."""

    text: str
    positive: bool
    origin: str  # amazon_cells, imdb or yelp


def load_sentences() -> list[Sentence]:
    """Return the sentences from the cache, file by file; never use the network.

    No package ships any of them, so `DatasetProblem` is raised where they are not here, or are damaged.
    """
    if not SENTIMENT.is_here():
        raise DatasetProblem(
            f"The labelled sentences are not here. This gets them: {SENTIMENT.command}"
        )
    return SENTIMENT.read(read_sentences)


def read_sentences(folder: Path) -> list[Sentence]:
    """Return the sentences of the three published files; raise `DamagedFile`."""
    return [each for file in SENTIMENT.files for each in _read_file(folder / file.name)]


def _read_file(file: Path) -> list[Sentence]:
    """Read one file, and count its labels."""
    try:
        found = list(_sentences(file.read_text("utf-8"), file.name.removesuffix("_labelled.txt")))
    except ValueError as error:
        raise DamagedFile(file, error) from error
    praise = sum(each.positive for each in found)
    if (praise, len(found) - praise) != (EACH, EACH):
        raise DamagedFile(file, f"it holds {praise} of praise, {len(found) - praise} of complaint")
    return found


def _sentences(content: str, origin: str) -> Iterator[Sentence]:
    """Part each line into sentence and label; some sentences hold U+0085, which ends no line here."""
    for number, line in enumerate(content.removesuffix("\n").split("\n"), 1):
        text, tab, label = line.rpartition("\t")
        if not tab or label not in ("0", "1"):
            raise ValueError(f"line {number} does not end with a tab and 0 or 1")
        yield Sentence(text.strip(), label == "1", origin)


SENTIMENT = Dataset(
    name="sentiment",
    title="Sentiment Labelled Sentences: 3,000 from reviews",
    licence="CC BY 4.0",
    source="https://doi.org/10.24432/C57604",
    # The publisher offers an archive alone; this is what is in it, file by file.
    mirrors=(
        "https://raw.githubusercontent.com/rmediero/sentiment-labelled-sentences"
        "/40aabbbccbd0e7609dd53f7903dcd5b924838c2b/data",
    ),
    files=(
        RemoteFile(
            "amazon_cells_labelled.txt",
            58_226,
            ("sha256:47003fc0a0d4840b00e96e715b6189bad09e7443a3da41c4cbe12ffc79f86ae3",),
        ),
        RemoteFile(
            "imdb_labelled.txt",
            85_285,
            ("sha256:aef2e49e3da25714d61175e3a6e68eeef74a20a2f914318dc3be9947ea86512d",),
        ),
        RemoteFile(
            "yelp_labelled.txt",
            61_320,
            ("sha256:c76468b7b5c6e56a0804d728345c5f84aa2142ddb214420f61cc9cfd4c00d2ea",),
        ),
    ),
    verify=read_sentences,
    substitute="nothing takes its place",
)
