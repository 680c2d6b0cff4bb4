"""New digits from old ones."""

import numpy as np
import pytest

from mnist_from_scratch import distort as module
from mnist_from_scratch.arrays import Array
from mnist_from_scratch.data import MEAN, SIDE, STD, load_digits
from mnist_from_scratch.distort import distort

STRENGTHS = ("TURN", "SHEAR", "SCALE", "SHIFT", "ELASTIC_ALPHA")


@pytest.fixture(scope="module")
def rows() -> Array:
    """A hundred digits."""
    return load_digits(sample=True)[0].x[:100]


def bent(rows: Array, seed: int = 0) -> Array:
    """Distort by a seed."""
    return distort(rows, np.random.default_rng(seed))


def ink(rows: Array) -> Array:
    """Return how much ink is in each picture, as a number of white pixels."""
    return (rows * STD + MEAN).sum(axis=1)


def test_rows_stay_rows(rows: Array) -> None:
    """As many rows come out, float32 and finite, and the old ones stay as they are."""
    before = rows.copy()
    out = bent(rows)
    assert (out.shape, out.dtype) == (rows.shape, np.float32)
    assert np.isfinite(out).all()
    np.testing.assert_array_equal(rows, before)


def test_a_seed_bends_in_the_same_way(rows: Array) -> None:
    """The same seed gives the same pictures, and another seed others."""
    np.testing.assert_array_equal(bent(rows), bent(rows))
    assert not np.array_equal(bent(rows), bent(rows, seed=1))


def test_every_digit_is_bent_differently(rows: Array) -> None:
    """A hundred times the same digit comes out as a hundred different ones."""
    out = bent(np.repeat(rows[:1], 100, axis=0))
    assert len(np.unique(out, axis=0)) == 100


def test_the_ink_is_roughly_kept(rows: Array) -> None:
    """All in all the ink stays within 5 %, and in each picture within a half."""
    before, after = ink(rows), ink(bent(rows))
    assert after.mean() == pytest.approx(before.mean(), rel=0.05)
    assert (np.abs(after / before - 1) < 0.5).all()


def test_what_comes_from_outside_is_paper(rows: Array) -> None:
    """No pixel is darker than paper or brighter than ink, and a blank picture stays blank."""
    out = bent(rows)
    assert out.min() >= rows.min() - 1e-5 and out.max() <= rows.max() + 1e-5
    blank = np.full((3, SIDE * SIDE), -MEAN / STD, np.float32)
    np.testing.assert_allclose(bent(blank), blank, rtol=1e-5)


def test_without_strength_nothing_changes(rows: Array, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every strength at 0 the pictures come out as they went in."""
    for name in STRENGTHS:
        monkeypatch.setattr(module, name, 0.0)
    np.testing.assert_allclose(bent(rows), rows, atol=1e-5)


@pytest.mark.parametrize("name", STRENGTHS)
def test_each_strength_does_something(
    name: str, rows: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any one of the distortions alone changes the pictures, by less than another digit would."""
    for other in STRENGTHS:
        if other != name:
            monkeypatch.setattr(module, other, 0.0)
    change = np.abs(bent(rows) - rows).mean()
    assert 0.01 < change < 0.75 * np.abs(rows[1:] - rows[:-1]).mean()
