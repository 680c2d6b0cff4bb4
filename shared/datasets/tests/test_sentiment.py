"""The labelled sentences: made-up files of the published sizes, and the real ones where they are."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FULL_MNIST
from mirror import Mirror

from roadmap_datasets import DatasetProblem, Sentence, load_sentences
from roadmap_datasets.cli import main
from roadmap_datasets.sentiment import SENTIMENT, read_sentences

REAL = FULL_MNIST.with_name("sentiment")
needs_real = pytest.mark.skipif(
    not (REAL / "yelp_labelled.txt").exists(), reason=f"the sentences are needed in {REAL}"
)


@pytest.fixture
def here(own_cache: Path) -> Path:
    """The cache's folder, with three files of the published sizes: 500 of praise, 500 of complaint each."""
    folder = own_cache / "sentiment"
    folder.mkdir(parents=True)
    for file in SENTIMENT.files:
        lines = [f"sentence {number}\u0085 \t{number % 2}\n" for number in range(1000)]
        missing = file.size - len("".join(lines).encode())
        (folder / file.name).write_text("x" * missing + "".join(lines), "utf-8")
    return folder


def test_sentences_come_with_label_and_origin(here: Path) -> None:
    """A thousand of each file, in its order, without the spaces around them."""
    sentences = load_sentences()
    assert len(sentences) == 3000
    assert sentences[1] == Sentence("sentence 1", True, "amazon_cells")
    assert sentences[-2] == Sentence("sentence 998", False, "yelp")


def test_where_nothing_is_here_the_command_is_named() -> None:
    """There is no sample to step in, so the message says how to get the real ones."""
    with pytest.raises(DatasetProblem, match="are not here.* roadmap_datasets get sentiment$"):
        load_sentences()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("sentence 7\u0085 \t1", "sentence 7\u0085 \t0", "it holds 499 of praise, 501"),
        ("sentence 7\u0085 \t1", "sentence 7\u0085 \t7", "does not end with a tab and 0 or 1"),
        ("sentence 7\u0085 \t1", "sentence 7\u0085  1", "does not end with a tab and 0 or 1"),
        ("sentence 7", "sentence", "it is no file of"),
    ],
)
def test_a_damaged_file_is_named_with_what_mends_it(
    here: Path, before: str, after: str, reason: str
) -> None:
    """Size, shape of each line and number of labels are looked at."""
    file = here / "imdb_labelled.txt"
    file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")
    with pytest.raises(DatasetProblem) as problem:
        load_sentences()
    assert str(problem.value).startswith(f"{file} is damaged: ") and reason in str(problem.value)
    assert str(problem.value).endswith("This mends it: python -m roadmap_datasets get sentiment")


def test_bytes_that_are_no_utf_8_are_damage(here: Path) -> None:
    """A file in another encoding is refused, not guessed at."""
    file = here / "yelp_labelled.txt"
    file.write_bytes(b"\xff" + file.read_bytes()[1:])
    with pytest.raises(DatasetProblem, match="is damaged: 'utf-8' codec can't decode"):
        load_sentences()


@needs_real
def test_the_real_files_are_the_published_ones() -> None:
    """Their checksums are right, and 21 of the sentences are repeats."""
    assert all(file.is_at(REAL / file.name) for file in SENTIMENT.files)
    sentences = read_sentences(REAL)
    assert len({each.text.casefold() for each in sentences}) == 3000 - 21
    assert sentences[2000] == Sentence("Wow... Loved this place.", True, "yelp")


@needs_real
def test_get_brings_what_load_reads(own_cache: Path, serve: Callable[..., Mirror]) -> None:
    """From a mirror into an empty cache, and from there into sentences."""
    mirror = serve({file.name: (REAL / file.name).read_bytes() for file in SENTIMENT.files})
    assert main(["get", "sentiment"], [replace(SENTIMENT, mirrors=(mirror.address,))]) == 0
    assert load_sentences() == read_sentences(REAL)
