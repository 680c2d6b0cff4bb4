"""How often words occur."""

from collections.abc import Iterable


def count(text: Iterable[str]) -> dict[str, int]:
    """Return how often each word occurs, in the order in which they are met; case does not count."""
    words: dict[str, int] = {}
    # step 1: begin
    for word in map(str.lower, text):
        words[word] = words.get(word, 0) + 1
    return words
    # step 1: end


def most_frequent(words: dict[str, int]) -> list[str]:
    """Return the words, the most frequent first, and those of one frequency by the alphabet."""
    # step 2: begin
    return sorted(words, key=lambda word: (-words[word], word))
    # step 2: end
