"""What only the real files can show; skipped where they are not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mirror import Mirror

from roadmap_datasets import load_mnist
from roadmap_datasets.cli import main
from roadmap_datasets.mnist import MNIST, read_mnist, read_sample

pytestmark = pytest.mark.full_mnist


def test_the_files_are_the_published_ones(full_mnist: Path) -> None:
    """Size, the publisher's MD5 and the SHA-256 recorded beside it belong to one file."""
    for file in MNIST.files:
        assert [text.partition(":")[0] for text in file.checksums] == ["md5", "sha256"]
        assert file.is_at(full_mnist / file.name), file.name


def test_the_images_are_those_that_papers_describe(full_mnist: Path) -> None:
    """The mean 0.1307 and deviation 0.3081 that everybody normalises with, and the famous first labels."""
    train, test = read_mnist(full_mnist)
    assert train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert round(float(train.images.mean()) / 255, 4) == 0.1307
    assert round(float(train.images.std()) / 255, 4) == 0.3081


def test_the_sample_is_part_of_the_training_set(full_mnist: Path) -> None:
    """Every digit of the sample, with its label, is one of the 60,000."""
    train, _ = read_mnist(full_mnist)
    known = {
        image.tobytes(): label for image, label in zip(train.images, train.labels, strict=True)
    }
    for split in read_sample():
        assert [known.get(image.tobytes()) for image in split.images] == split.labels.tolist()


def test_get_brings_what_load_reads(
    full_mnist: Path, own_cache: Path, serve: Callable[..., Mirror]
) -> None:
    """From a mirror into an empty cache, and from there into arrays equal to the publisher's."""
    mirror = serve({file.name: (full_mnist / file.name).read_bytes() for file in MNIST.files})
    assert load_mnist().is_sample
    assert main(["get", "mnist"], [replace(MNIST, mirrors=(mirror.address,))]) == 0
    data = load_mnist()
    assert not data.is_sample and str(own_cache) in data.source
    assert np.array_equal(data.test.images, read_mnist(full_mnist)[1].images)


def test_get_replaces_only_the_damaged_file(
    full_mnist: Path, own_cache: Path, serve: Callable[..., Mirror]
) -> None:
    """What is whole stays, and only the rest is asked for."""
    mirror = serve({file.name: (full_mnist / file.name).read_bytes() for file in MNIST.files})
    folder = own_cache / "mnist"
    folder.mkdir(parents=True)
    for file in MNIST.files[:3]:
        (folder / file.name).symlink_to(full_mnist / file.name)
    (folder / MNIST.files[3].name).write_bytes(b"\x1f\x8b damaged")
    assert main(["get", "mnist"], [replace(MNIST, mirrors=(mirror.address,))]) == 0
    assert mirror.asked == [(f"/{MNIST.files[3].name}", None)]
    assert not load_mnist().is_sample
