"""The whole project: data on disk, unpacked once, mapped ever after, and refused where damaged."""

import pickle
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from feedforward_net.data import checksum, hold_out, load_digits
from feedforward_net.datasets import IdxDigits, Nudged, PictureFolder, shift
from feedforward_net.idx import BadIdx, map_idx, write_idx


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache, in which there is no MNIST."""
    monkeypatch.setenv("ROADMAP_DATA", str(tmp_path))
    return tmp_path


def test_the_sample_is_unpacked_once(cache: Path) -> None:
    """The second time nothing is written, and the digits are the same."""
    first = load_digits()
    stamps = {file: file.stat().st_mtime_ns for file in cache.rglob("*.idx")}
    again = load_digits()
    assert {file: file.stat().st_mtime_ns for file in cache.rglob("*.idx")} == stamps
    assert len(stamps) == 4 and len(first.train) == len(again.train) == 4000
    assert first.source.startswith("A sample of MNIST: 4,000 digits to train on and 1,000 to test")


def test_the_checksum_is_of_pictures_and_labels(cache: Path) -> None:
    """One changed pixel or label, and it is another: the card tells by it what was learned from."""
    digits = load_digits().train
    before = checksum(digits)
    labels = digits.label_file.read_bytes()
    digits.label_file.write_bytes(labels[:-1] + bytes([labels[-1] ^ 1]))
    assert len(before) == 64 and checksum(digits) != before


def test_a_file_cut_short_is_unpacked_anew(cache: Path) -> None:
    """Whatever happened to the unpacked file, the published one is still there."""
    load_digits()
    damaged = next(cache.rglob("train-images.idx"))
    damaged.write_bytes(damaged.read_bytes()[:1000])
    assert len(load_digits().train) == 4000


def test_many_may_unpack_at_once(cache: Path) -> None:
    """Each puts a whole file in its place at once, so nobody maps half of one."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: load_digits().train[17][0].sum().item(), range(4)))
    assert len(set(found)) == 1
    assert sorted(file.suffix for file in cache.rglob("*.*")) == [".idx"] * 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no IDX file of bytes"),
        (b"\x1f\x8b\x08\x00", "no IDX file of bytes"),  # still packed
        (b"\0\0\x0d\1" + struct.pack(">I", 1) + b"\0\0\0\0", "no IDX file of bytes"),  # floats
        (b"\0\0\x08\5" + struct.pack(">5I", *[1] * 5) + b"\0", "no IDX file of bytes"),
        (
            b"\0\0\x08\4" + struct.pack(">4I", *[2**16] * 4),
            "holds 20 bytes, and its header tells of 18,4",
        ),
        (
            b"\0\0\x08\1" + struct.pack(">I", 9) + b"abc",
            "holds 11 bytes, and its header tells of 17",
        ),
        (
            b"\0\0\x08\1" + struct.pack(">I", 1) + b"abc",
            "holds 11 bytes, and its header tells of 9",
        ),
    ],
)
def test_what_is_no_idx_file_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    """The message names the file and what is wrong with it."""
    (tmp_path / "digits").write_bytes(content)
    with pytest.raises(BadIdx, match=rf"digits: {reason}"):
        map_idx(tmp_path / "digits")


def test_pictures_and_labels_must_be_as_many(tmp_path: Path) -> None:
    """Three pictures with two labels are no data set."""
    write_idx(tmp_path / "images", np.zeros((3, 28, 28), np.uint8))
    write_idx(tmp_path / "labels", np.zeros(2, np.uint8))
    with pytest.raises(BadIdx, match="N labels beside them"):
        IdxDigits(tmp_path / "images", tmp_path / "labels")


def test_a_dataset_travels_as_two_names(cache: Path) -> None:
    """To a worker that was spawned goes less than a kilobyte, not the three megabytes of the pictures."""
    digits = load_digits().train
    packed = pickle.dumps(digits)
    assert len(packed) < 1000
    assert pickle.loads(packed)[7][0].equal(digits[7][0])


def test_a_folder_of_pictures_must_hold_one(tmp_path: Path) -> None:
    """An empty folder and no folder get a sentence each."""
    with pytest.raises(ValueError, match="holds no picture"):
        PictureFolder(tmp_path, lambda path: path)
    with pytest.raises(ValueError, match="expected a folder"):
        PictureFolder(tmp_path / "none", lambda path: path)


def test_held_out_digits_are_not_learned_from() -> None:
    """All places are dealt, none to both parts, and differently by seed."""
    learn_from, held = hold_out(100, 0.1, seed=0)
    assert len(held) == 10
    assert sorted([*learn_from.tolist(), *held.tolist()]) == list(range(100))
    assert set(held.tolist()) != set(hold_out(100, 0.1, seed=1)[1].tolist())


def test_a_shift_moves_ink_and_loses_what_leaves(cache: Path) -> None:
    """Down 2, right 1: the pixel at (0, 0) stands at (2, 1), and the last rows are gone."""
    picture = load_digits().train[0][0]
    picture[0, 0], picture[-1, -1] = 200, 99
    moved = shift(picture, 2, 1)
    assert moved[2, 1] == 200 and not moved[:2].any() and not moved[:, :1].any()
    assert moved[2:, 1:].equal(picture[:-2, :-1])
    assert shift(moved, -2, -1)[:-2, :-1].equal(picture[:-2, :-1])


def test_a_nudge_leaves_the_labels_alone(cache: Path) -> None:
    """Pictures move by up to the reach, and each batch anew; what they show stays what it was."""
    digits = load_digits().train
    nudged, places = Nudged(digits, 2), list(range(50))
    pictures, labels = nudged.__getitems__(places)
    assert labels.equal(digits.__getitems__(places)[1])
    assert not pictures.equal(nudged.__getitems__(places)[0])
    plain = digits.__getitems__(places)[0].sum(dim=(1, 2)).double()
    assert (pictures.sum(dim=(1, 2)) / plain).mean() > 0.95  # little is pushed over the edge
