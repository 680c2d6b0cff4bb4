"""Step 9: batches to learn from, shuffled and augmented anew each epoch, and batches to judge by."""

from functools import cache

import numpy as np
import pytest

from cifar10_cnn.augment import augment, draw
from cifar10_cnn.data import Pictures
from cifar10_cnn.pipeline import batches, train_batches
from cifar10_cnn.pixels import to_floats

N = 10


def pictures(n: int = N) -> Pictures:
    """Return n pictures of noise; each one's label is its place, so that it tells which one it is."""
    x = np.random.default_rng(0).integers(0, 256, (n, 8, 8, 3), dtype=np.uint8)
    return Pictures(x, np.arange(n))


def collect(dataset: object) -> tuple[np.ndarray, np.ndarray]:
    """Return all pictures and all labels of a data set."""
    xs, labels = zip(*dataset, strict=True)  # type: ignore[call-overload]
    return np.concatenate(xs), np.concatenate(labels)


@cache  # each is asked for more than once
def learned(
    seed: int = 0, epoch: int = 0, size: int = 4, n: int = N, **settings: object
) -> tuple[np.ndarray, np.ndarray]:
    """Return what an epoch yields to learn from."""
    return collect(train_batches(pictures(n), size, seed=seed, epoch=epoch, **settings))


def test_batches_to_learn_from_are_floats_beside_labels() -> None:
    """Ten pictures by fours come as 4, 4 and 2, as float32 beside their labels."""
    dataset = train_batches(pictures(), 4, seed=0, epoch=0)
    found = [(tuple(x.shape), x.dtype.name, len(labels)) for x, labels in dataset]
    assert found == [((size, 8, 8, 3), "float32", size) for size in (4, 4, 2)]


def test_batches_to_judge_by_are_floats_beside_labels() -> None:
    """Here, too, the last batch may be smaller, and everything is float32."""
    found = [(tuple(x.shape), x.dtype.name, len(labels)) for x, labels in batches(pictures(), 4)]
    assert found == [((size, 8, 8, 3), "float32", size) for size in (4, 4, 2)]


def test_judging_sees_the_pictures_as_they_are_and_in_order() -> None:
    """`batches` yields every picture in its place, turned into floats and not changed in any other way."""
    x, labels = collect(batches(pictures(), 4))
    np.testing.assert_array_equal(labels, np.arange(N))
    np.testing.assert_allclose(x, to_floats(pictures().x), atol=1e-6)


def test_every_picture_comes_once() -> None:
    """Whatever the order, an epoch holds each picture once."""
    assert sorted(learned()[1]) == list(range(N))


def test_the_whole_set_is_shuffled() -> None:
    """Of 300 pictures in batches of 4, those of the first batches come from everywhere."""
    first = learned(n=300)[1][:40].tolist()
    assert max(first) > 200 and first != sorted(first)


def test_each_epoch_and_each_seed_has_its_own_order() -> None:
    """Epoch 1 is dealt otherwise than epoch 0, and so is epoch 0 of another seed."""
    orders = [learned(0, 0)[1], learned(0, 1)[1], learned(1, 0)[1]]
    assert len({tuple(order) for order in orders}) == 3


def test_an_epoch_can_be_had_again() -> None:
    """Made anew, the same epoch of the same seed yields the same, number by number."""
    first = learned(3, 5)
    again = collect(train_batches(pictures(), 4, seed=3, epoch=5))
    np.testing.assert_array_equal(first[1], again[1])
    np.testing.assert_array_equal(first[0], again[0])


@pytest.mark.parametrize("size", [1, 4, 10])
def test_each_picture_obeys_its_own_dice(size: int) -> None:
    """In batches of any size, picture i of the set becomes what row i of the epoch's dice makes of it."""
    x, labels = learned(3, 5, size)
    expected = to_floats(augment(pictures().x, draw(N, 3, 5)))
    np.testing.assert_allclose(x, np.asarray(expected)[labels], atol=1e-6)


def test_augmentation_can_be_left_out() -> None:
    """Without it the pictures are shuffled, each as it is and under its own label."""
    x, labels = learned(augment=False)
    np.testing.assert_allclose(x, np.asarray(to_floats(pictures().x))[labels], atol=1e-6)


def test_a_hole_is_cut_where_it_is_asked_for() -> None:
    """`hole` goes on to `augment`: with 4, up to 4 x 4 pixels of each picture are black."""
    x, labels = learned(3, 5, hole=4)
    expected = to_floats(augment(pictures().x, draw(N, 3, 5), hole=4))
    np.testing.assert_allclose(x, np.asarray(expected)[labels], atol=1e-6)
