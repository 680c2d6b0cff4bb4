"""The words by which a note is found: cut here and not by the database, so that each finds the same."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")  # letters and digits of any script
ACCENTS = re.compile("[\u0300-\u036f]")
WORD_LENGTH = 64  # characters; PostgreSQL takes no word above 2,046 bytes
INDEXED_LENGTH = 100_000  # characters of a note; what comes after them is not found


def words_of(text: str) -> list[str]:
    """Return each word of `text` once, sorted, without case and accents: `Über` is `uber`."""
    plain = unicodedata.normalize("NFKD", text[:INDEXED_LENGTH]).casefold()
    found = WORD.findall(ACCENTS.sub("", plain)[:INDEXED_LENGTH])
    return sorted({word[:WORD_LENGTH] for word in found})


def index_words(title: str, body: str) -> str:
    """Return the words of a note as `Note.words` keeps them, with a blank between."""
    return " ".join(words_of(f"{title} {body}"))
