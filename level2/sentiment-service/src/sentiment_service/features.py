"""What a linear model sees of a text: which n-grams of words and of letters occur in it, hashed into buckets."""

import re
import zlib
from collections.abc import Iterator

BUCKETS = 2**16
LETTERS = (3, 4, 5)  # lengths of the n-grams within a word

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?]+|[:;=]-?[()D]")


def split_words(text: str) -> list[str]:
    """Return the words, the ``!`` and ``?``, and the smileys of a text."""
    return _WORD.findall(text)


def occurring(words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the bucket of every n-gram with the index of the word that it ends in; some occur again."""
    before = ""
    for index, word in enumerate(words):
        word = word.casefold()
        yield _bucket(word), index
        yield _bucket(f"{before} {word}"), index
        padded = f"<{word}>"
        for length in LETTERS:
            for start in range(len(padded) - length + 1):
                yield _bucket("#" + padded[start : start + length]), index
        before = word


def _bucket(gram: str) -> int:
    """Hash alike in every process and on every machine, which `hash` does not (PYTHONHASHSEED)."""
    return zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
