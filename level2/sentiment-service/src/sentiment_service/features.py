"""What a linear model sees of a text: which n-grams of words and of letters occur in it, hashed into buckets."""

import re
import zlib
from functools import lru_cache

BUCKETS = 2**16
LETTERS = (3, 4, 5)  # lengths of the n-grams within a word
LONG = 40  # letters; what is longer is no word that comes again, and would fill the memory

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?]+|[:;=]-?[()D]")


def split_words(text: str) -> list[str]:
    """Return the words, the ``!`` and ``?``, and the smileys of a text."""
    return _WORD.findall(text)


def buckets_of(words: list[str]) -> list[tuple[int, ...]]:
    """Return for each word the buckets of the n-grams that end in it; some occur again with another word."""
    folded = [word.casefold() for word in words]
    pairs = (f"{before} {word}" for before, word in zip(["", *folded], folded, strict=False))
    return [
        (*(_known(word) if len(word) <= LONG else _within(word)), _bucket(pair))
        for word, pair in zip(folded, pairs, strict=True)
    ]


@lru_cache(maxsize=10_000)  # a few words make up most of any text
def _known(word: str) -> tuple[int, ...]:
    """Return the same as `_within`, from memory where it was asked before."""
    return _within(word)


def _within(word: str) -> tuple[int, ...]:
    """Return the buckets of a word and of the n-grams of its letters."""
    padded = f"<{word}>"
    grams = [
        "#" + padded[start : start + length]
        for length in LETTERS
        for start in range(len(padded) - length + 1)
    ]
    return tuple(map(_bucket, [word, *grams]))


def _bucket(gram: str) -> int:
    """Hash alike in every process and on every machine, which `hash` does not (PYTHONHASHSEED)."""
    return zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
