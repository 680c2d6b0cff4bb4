"""The model card, CARD.md: what a trained network is, how good, and what it must not be used for.

Source: Mitchell et al. (2019), *Model cards for model reporting*.
"""

import hashlib
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cifar10_cnn.abstain import in_words
from cifar10_cnn.checkpoint import About
from cifar10_cnn.data import Data
from cifar10_cnn.evaluate import Evaluation, wilson

NAME = "CARD.md"
PACKAGES = ("keras", "numpy")


def write(
    folder: Path,
    about: About,
    data: Data,
    evaluation: Evaluation | None = None,
    twins: NDArray[np.intp] | None = None,
) -> Path:
    """Write the card beside the network; without an evaluation it has no figures of test pictures yet."""
    path = folder / NAME
    path.write_text("\n".join(card(about, data, evaluation, twins)) + "\n", encoding="utf-8")
    return path


def card(
    about: About,
    data: Data,
    evaluation: Evaluation | None = None,
    twins: NDArray[np.intp] | None = None,
) -> Iterator[str]:
    """Yield the lines of the card."""
    yield f"# A {about.config.network} network for {len(about.classes)} kinds of small pictures"
    yield "\nFor learning and for trying out: it names what a small colour picture shows, one of"
    yield f"{', '.join(about.classes)}."
    yield "Not for decisions about people, safety or money. It answers with one of these names"
    yield "whatever it is shown; only pictures like its own give its probabilities a meaning.\n"
    yield from _training(about, data)
    yield "\n## Figures\n"
    yield from _validation(about)
    if evaluation is None:
        yield "On test pictures: not measured yet; the command `evaluate` adds it."
    else:
        yield from _test(about, evaluation, twins)


def _training(about: About, data: Data) -> Iterator[str]:
    yield "## Data and training\n"
    yield f"- {' '.join(about.source.split())}"
    yield f"- SHA-256 of the training pictures' bytes: {hashlib.sha256(data.train.x.data).hexdigest()}"
    held_out = len(data.train) - about.n_train
    yield f"- {about.n_train:,} pictures learned from, {held_out:,} held out to choose by"
    yield f"- {about.epoch} of {about.config.epochs} epochs done"
    settings = ", ".join(f"{name} {value}" for name, value in asdict(about.config).items())
    yield f"- {settings}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"{platform.system()} {platform.machine()}"
    yield f"- this card: Python {platform.python_version()}, {versions}, {machine}"


def _validation(about: About) -> Iterator[str]:
    if about.history:
        best = about.best
        yield f"- validation accuracy {best['val_accuracy']:.2%}, loss {best['val_loss']:.3f}"
    yield f'- temperature {about.temperature:.3f}, "I don\'t know" {in_words(about.threshold)} sure:'
    yield "  both chosen on the pictures held out\n"


def _test(about: About, evaluation: Evaluation, twins: NDArray[np.intp] | None) -> Iterator[str]:
    checksum = hashlib.sha256(evaluation.pictures.x.data).hexdigest()
    yield f"On {len(evaluation.labels):,} test pictures (SHA-256 of their bytes: {checksum}),"
    yield "with 95 % intervals:\n"
    yield f"- {share(evaluation.right)} right, loss {evaluation.loss:.3f}"
    before, after = (evaluation.reliability(calibrated=each).error for each in (False, True))
    yield f"- calibration error {before:.2%} as trained, {after:.2%} with the temperature"
    yield f"- {share(evaluation.answered)} are answered at all"
    if evaluation.answered.any():
        yield f"- of these answers, {share(~evaluation.right[evaluation.answered])} are wrong"
    if twins is not None:
        rest = evaluation.without(twins)
        yield f"- {len(twins):,} have a near-duplicate in the training set; without them"
        yield f"  {share(rest.right)} are right"
    yield "\nKnown failures, the commonest first:\n"
    for shows, taken, count in confused(evaluation, about.classes)[:5]:
        yield f"- {shows} taken for {taken}: {count:,}"


def share(which: NDArray[np.bool_]) -> str:
    """Say what share of them is true, with its interval."""
    low, high = wilson(int(which.sum()), len(which))
    return f"{which.mean():.2%} ({low:.2%} to {high:.2%})"


def confused(evaluation: Evaluation, classes: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (shows, taken for, how often) of every kind of mistake, the commonest first."""
    counts = evaluation.confusion
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")
    places = (np.unravel_index(each, counts.shape) for each in order)
    return [(classes[i], classes[j], int(counts[i, j])) for i, j in places if counts[i, j]]
