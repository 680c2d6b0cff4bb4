"""CIFAR-10: made-up files of the published sizes, the drawn shapes, and the real photographs where they are."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FULL_MNIST
from mirror import Mirror

from roadmap_datasets import Dataset, DatasetProblem, RemoteFile, load_cifar10
from roadmap_datasets.cifar10 import CIFAR10, RECORD, TEST_FILE
from roadmap_datasets.cli import main

REAL = FULL_MNIST.with_name("cifar-10-batches-bin")
ARCHIVE = "cifar-10-binary.tar.gz"


def black(first: int = 0) -> bytes:
    """Return the bytes of one file: 10,000 black pictures, each label as often; the first one's label is `first`."""
    records = np.zeros((10_000, RECORD), np.uint8)
    records[:, 0] = np.arange(10_000) % 10
    records[0, 0] = first
    records[3, 1:] = np.arange(RECORD - 1) // 1024  # red 0, green 1, blue 2
    records[3, 1 + 32] = 99  # the red of the second row's first pixel
    return records.tobytes()


@pytest.fixture
def here(own_cache: Path) -> Path:
    """The cache's folder, with six files of black pictures."""
    folder = own_cache / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    for file in CIFAR10.files:
        (folder / file.name).write_bytes(black())
    return folder


def packed(files: dict[str, bytes]) -> bytes:
    """Return a .tar.gz of files, in the publisher's folder unless they say otherwise."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        for name, body in files.items():
            member = tarfile.TarInfo(name if "/" in name else f"cifar-10-batches-bin/{name}")
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    return out.getvalue()


def served(mirror: Mirror) -> Dataset:
    """Describe CIFAR-10 as that mirror offers it."""
    body = mirror.files[ARCHIVE]
    archive = RemoteFile(ARCHIVE, len(body), (f"sha256:{hashlib.sha256(body).hexdigest()}",))
    return replace(CIFAR10, mirrors=(mirror.address,), archive=archive)


def test_planes_of_colour_become_pixels(here: Path) -> None:
    """A pixel is red, green, blue; rows come one after the other."""
    data = load_cifar10()
    assert data.train.images.shape == (50_000, 32, 32, 3) and len(data.test.labels) == 10_000
    assert data.test.images[3, 0, 0].tolist() == [0, 1, 2]
    assert data.test.images[3, 1, 0].tolist() == [99, 1, 2]
    assert not data.train.images.flags.writeable and not data.test.labels.flags.writeable
    assert not data.is_sample and data.source.endswith(f"from {here}")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (black()[:-1], "it is no file of 30,730,000 bytes"),
        (black(first=1), "of each label from 0 on there are [999, 1001, 1000"),
        (black(first=11), "1] instead of 1,000"),
    ],
)
def test_a_damaged_file_is_named_with_what_mends_it(here: Path, body: bytes, reason: str) -> None:
    """The size and the number of each label are looked at, and no sample steps in."""
    file = here / TEST_FILE
    file.write_bytes(body)
    with pytest.raises(DatasetProblem) as problem:
        load_cifar10()
    assert str(problem.value).startswith(f"{file} is damaged: ") and reason in str(problem.value)
    assert str(problem.value).endswith("This mends it: python -m roadmap_datasets get cifar10")


def test_shapes_are_drawn_where_nothing_is_here() -> None:
    """Ten shapes, each as often, and the user is told that they are no photographs."""
    data = load_cifar10()
    assert data.is_sample and len(data.classes) == 10 and "ring" in data.classes
    for split, each in ((data.train, 200), (data.test, 50)):
        assert split.images.shape == (each * 10, 32, 32, 3) and split.images.dtype == np.uint8
        assert np.bincount(split.labels).tolist() == [each] * 10
    assert data.source == (
        "Drawn shapes instead of CIFAR-10: 2,000 to train on and 500 to test with;\n"
        "the 60,000 photographs (171 MB): python -m roadmap_datasets get cifar10"
    )


def test_the_drawn_shapes_never_change() -> None:
    """Each call draws the same."""
    first, second = load_cifar10(), load_cifar10(sample=True)
    assert np.array_equal(first.train.images, second.train.images)
    assert np.array_equal(first.test.labels, second.test.labels)


def test_the_colours_of_the_shapes_tell_nothing() -> None:
    """Mean colours of two classes differ by no more than chance: only the form tells them apart."""
    data = load_cifar10()
    means = data.train.images.reshape(2000, -1, 3).mean(axis=1)  # (N, 3)
    by_class = np.array([means[data.train.labels == label].mean(axis=0) for label in range(10)])
    assert np.ptp(by_class, axis=0).max() < 5 * means.std() / np.sqrt(200)


def test_get_unpacks_the_archive_and_removes_it(
    own_cache: Path, serve: Callable[..., Mirror]
) -> None:
    """What the publisher packed together lies side by side, and no second copy stays."""
    mirror = serve({ARCHIVE: packed({file.name: black() for file in CIFAR10.files})})
    assert main(["get", "cifar10"], [served(mirror)]) == 0
    folder = own_cache / "cifar-10-batches-bin"
    found = sorted(file.name for file in folder.iterdir() if file.name != ".lock")
    assert found == sorted(file.name for file in CIFAR10.files)
    assert not load_cifar10().is_sample


def test_nothing_but_the_files_leaves_the_archive(
    own_cache: Path, tmp_path: Path, serve: Callable[..., Mirror]
) -> None:
    """A name that points out of the folder is no way out of it."""
    files = {file.name: black() for file in CIFAR10.files}
    mirror = serve({ARCHIVE: packed({**files, "../../out.txt": b"x", "readme.html": b"x"})})
    assert main(["get", "cifar10"], [served(mirror)]) == 0
    names = {path.name for path in tmp_path.rglob("*")}
    assert not names & {"out.txt", "readme.html"}


def test_a_damaged_file_is_unpacked_anew(here: Path, serve: Callable[..., Mirror]) -> None:
    """A file of the right size and wrong labels is replaced."""
    (here / TEST_FILE).write_bytes(black(first=1))
    mirror = serve({ARCHIVE: packed({file.name: black() for file in CIFAR10.files})})
    assert main(["get", "cifar10"], [served(mirror)]) == 0
    assert (here / TEST_FILE).read_bytes() == black()


def test_a_link_in_the_way_is_not_written_through(
    own_cache: Path, tmp_path: Path, serve: Callable[..., Mirror]
) -> None:
    """What a link of an unfinished file's name points to stays as it was, and the files still come."""
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me")
    folder = own_cache / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    (folder / f"{TEST_FILE}.part").symlink_to(precious)
    mirror = serve({ARCHIVE: packed({file.name: black() for file in CIFAR10.files})})
    assert main(["get", "cifar10"], [served(mirror)]) == 0
    assert precious.read_text() == "keep me" and not load_cifar10().is_sample


def test_of_two_at_once_one_downloads(serve: Callable[..., Mirror]) -> None:
    """The second waits, and finds everything there."""
    body = packed({file.name: black() for file in CIFAR10.files})
    mirror = serve({ARCHIVE: body}, pause_at=len(body) // 2)
    dataset = served(mirror)
    both = [threading.Thread(target=main, args=(["get", "cifar10"], [dataset])) for _ in "12"]
    both[0].start()
    assert mirror.paused.wait(60)
    both[1].start()
    mirror.gate.set()
    for each in both:
        each.join(60)
    assert mirror.asked == [(f"/{ARCHIVE}", None)] and not dataset.missing()


@pytest.mark.skipif(not (REAL / TEST_FILE).exists(), reason=f"CIFAR-10 is needed in {REAL}")
def test_the_photographs_are_those_that_papers_describe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The means that everybody normalises with, and the first labels: frog, truck, truck, deer, automobile."""
    monkeypatch.setenv("ROADMAP_DATA", str(REAL.parent))
    data = load_cifar10()
    means = (data.train.images.mean(axis=(0, 1, 2)) / 255).round(4)
    assert means.tolist() == [0.4914, 0.4822, 0.4465]
    assert [data.classes[label] for label in data.train.labels[:3]] == ["frog", "truck", "truck"]
    assert [data.classes[label] for label in data.test.labels[:3]] == ["cat", "ship", "ship"]
