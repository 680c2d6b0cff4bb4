"""Pictures: what is refused, and what is held out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifar10_cnn.data import Pictures, hold_out, load
from cifar10_cnn.toy import pictures


@pytest.mark.parametrize(
    ("shape", "dtype", "said"),
    [
        ((5, 8, 8), np.uint8, r"\(N, height, width, 3\), got an array \(5, 8, 8\)"),
        ((5, 8, 8, 1), np.uint8, r"got an array \(5, 8, 8, 1\)"),
        ((5, 8, 8, 4), np.uint8, r"got an array \(5, 8, 8, 4\)"),
        ((8, 8, 3), np.uint8, r"got an array \(8, 8, 3\)"),
        ((5, 8, 8, 3), np.float32, "uint8.*got float32"),
        ((4, 8, 8, 3), np.uint8, "each of 4 pictures"),
    ],
)
def test_what_is_no_colour_picture_is_refused(
    shape: tuple[int, ...], dtype: type, said: str
) -> None:
    """Grey, RGBA, a single picture, floats, and too few pictures for their labels: the message says which."""
    with pytest.raises(ValueError, match=said):
        Pictures(np.zeros(shape, dtype), np.zeros(5, np.int64))


@given(st.integers(30, 200), st.floats(0.1, 0.9), st.integers(0, 9))
def test_each_class_gives_its_share(n: int, share: float, seed: int) -> None:
    """Of every class about the same share is held out, and every picture is in one part."""
    kept, held = hold_out(pictures(n), share, seed)
    assert len(kept) + len(held) == n
    whole = np.bincount(pictures(n).labels)
    np.testing.assert_allclose(np.bincount(held.labels, minlength=3), share * whole, atol=0.51)
    rows = np.concatenate([kept.x, held.x]).reshape(n, -1)
    assert len(np.unique(rows, axis=0)) == len(np.unique(pictures(n).x.reshape(n, -1), axis=0))


def test_the_same_seed_holds_out_the_same() -> None:
    """A resumed run validates on the pictures that it never learnt."""
    one, two, other = (hold_out(pictures(60), 0.2, seed)[1].x for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_share_that_leaves_nothing_is_refused() -> None:
    """Of six pictures, a tenth is none."""
    with pytest.raises(ValueError, match="leaves one part of 6 pictures empty"):
        hold_out(pictures(6), 0.1, 0)


def test_a_truncated_file_is_named(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of CIFAR-10 that ends too early: the message names it, and the command that mends it."""
    from pathlib import Path

    folder = Path(str(tmp_path), "cifar-10-batches-bin")
    folder.mkdir()
    for name in (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"):
        (folder / name).write_bytes(b"\x03" * 1000)
    monkeypatch.setenv("ROADMAP_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"data_batch_1\.bin.*roadmap_datasets get cifar10"):
        load()


def test_the_sample_is_there_without_any_download() -> None:
    """2,000 drawn shapes to train on and 500 to test with, of ten kinds, and the source says so."""
    data = load(sample=True)
    assert (len(data.train), len(data.test), len(data.classes)) == (2000, 500, 10)
    assert data.train.shape == (32, 32, 3)
    assert "shapes" in data.source
